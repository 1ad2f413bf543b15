"""One module for each group of the plan's sections: from records to the plan's types."""
