"""Rulebooks over frames: the same rules, every row at once, with the outcome that each row's object would get.

A frame goes through these modules in this order; each knows only those before it and ``engines``, ``faults``.

==============  ============================================================================================
``asked``       how a frame is to be checked, and refusals that need no data
``engines``     the engines behind a frame: taken in, handed out, small tables beside it
``columns``     its columns held against the facts; ``items``: tables of items joined as columns; ``absent``: no column
``text``        its text brought once into the form that objects have; ``verify``: one look at the data
``bits``        two-valued formulas; ``outcomes``: a rule as formulas; ``variants``: the rules of several books
``leaf``        one test on columns, with ``dates``, ``numbers``, and the engines' own words in ``native``
``stages``      what is used twice gets a name; ``part``: decisions; ``findings`` and ``unfold``: one row each
``result``      the answers, and how a notebook shows them (``html``)
``write``       objects as a frame
==============  ============================================================================================
"""
