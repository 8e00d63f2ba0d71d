"""The looser of the two keys: learned from how people romanise, for asking about likeness and never for taking.

`nlu.spelling.fold` keeps words apart, so that what it finds may be written into the books; of the spellings of a word it
misses some. `loose_key` lets nine of ten meet, at the price of words that share a key: what it finds is offered ("Ramesh?").
"""

from nlu.spelling.loose.key import loose_key

__all__ = ["loose_key"]
