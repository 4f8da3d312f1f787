"""Small widgets that panels and bars are made of: sliders, number fields, labels, folds."""
