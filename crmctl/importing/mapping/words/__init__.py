"""The words of column names, one module of plain data per language.

To teach a word, add it to a list: phrases are parted by commas or line ends and written without
hyphens and numbers; upper and lower case, accents and spaces do not matter. A phrase that is a
column alone and a helper beside others ("no", "type") stands in both lists. A new language is a
new module, named in lexicon.py. The keys of WORDS:

- what a column holds: first_name last_name full_name name middle_name honorific suffix nickname
  honorific_or_title (of a person Dr, of a deal its title) state_or_status (Spanish "Estado")
  email phone mobile title job_title occupation department company domain website address street
  street2 city state county postal_code country linkedin twitter birthday lifecycle lead_status
  status lead_score source owner tags opt_in opt_out notes description id foreign_id created
  signed_up modified industry employees revenue type segment parent value expected_revenue
  currency stage probability close_date expected_close actual_close lost_reason pipeline
- whose it is: person, customer, lead, company, deal
- which of several: work home other primary second third billing shipping mailing
- words that mean something only beside others: date url number code location
- filler: words that change nothing; refused: words that make it another thing altogether
"""
