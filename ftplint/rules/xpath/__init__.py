"""The XPaths of rules, parsed: what they need to see, what is wrong with them, how much work they are.

Only rules of one's own and ``ftplint rules test`` need it at run time: what it says of the built-in rules is in their
index.
"""

from __future__ import annotations

from ftplint.rules.xpath.needs import facts_used, scope_and_needs
from ftplint.rules.xpath.rule_check import xpath_faults
from ftplint.rules.xpath.work import work_of

__all__ = ["facts_used", "scope_and_needs", "work_of", "xpath_faults"]
