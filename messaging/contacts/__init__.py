"""The people one keeps, with the names one gives them."""
