"""How each word's text is read (contract: `/deploy`). Each function gets what follows the word."""
