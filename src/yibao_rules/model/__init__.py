"""The nouns of a filing (名词): people, places, insurance, materials, the filing itself, guides and facts."""
