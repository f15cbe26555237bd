"""Reference data: datasets, opt-out procedures, law; facts as data, with source and date."""
