"""Cards of the pages that messages link to."""
