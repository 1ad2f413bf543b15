"""Email over SMTP: one mail for each notice to an audience, with an entry for the reader's calendar."""
