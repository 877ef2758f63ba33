"""By when, how it stands, what to remember (办件进度): due dates of terms and of items, the life of a case, reminders."""

from yibao_rules.progress.dues import Act, Due, ItemDues, Party, due_of_item, dues
from yibao_rules.progress.life import due, due_both, reminders, status

__all__ = [
    "Act",
    "Due",
    "ItemDues",
    "Party",
    "due",
    "due_both",
    "due_of_item",
    "dues",
    "reminders",
    "status",
]
