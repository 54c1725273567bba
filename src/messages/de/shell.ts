export const shell = {
  tagline:
    'Ein Mamba und ein Transformer antworten aus gefundenem Text, nebeneinander, in diesem Tab. Ohne Server.',
  looking: 'Es wird geprüft, was dieser Browser kann …',
  opening: '{view} wird geöffnet …',
  'load-again': 'Seite neu laden',
  footer:
    'Alles läuft auf diesem Gerät; Fragen und Antworten verlassen es nie. Programm: MIT. Texte und Fragen: CC BY 4.0.',
  views: 'Ansichten',
  'view-ask': 'Fragen',
  'view-sweep': 'Studie',
  'view-inside': 'Innenansicht',
  'view-library': 'Bibliothek',
  'view-models': 'Modelle',
  'view-measure': 'Messen',
  language: 'Sprache',
  class: 'Unterricht',
  'class-title': 'Große Schrift, Tasten zum Vorführen, erst raten, Rundgang, Handzettel',
  'ready-offline': 'Offline bereit',
  'storing-program': 'Das Programm wird gespeichert …',
  'needs-connection': 'Braucht eine Verbindung',
  'not-ready-offline': 'Noch nicht offline bereit',
  'storage-cleared':
    'Was die Seite braucht, wurde aus dem Speicher dieses Browsers entfernt. Sie arbeitet weiter, bis sie geschlossen wird; holen Sie es wieder, damit es beim nächsten Mal und offline da ist.',
  'fetch-again': '{size} wieder holen',
  'new-version': 'Neue Version verwenden',
  support: 'Bericht für den Support',
  'support-note':
    'Für alle, die Ihnen helfen. Er entsteht auf diesem Gerät und wird nirgendwohin gesendet; lesen Sie ihn, bevor Sie ihn weitergeben.',
  'support-question': 'mit der Frage',
  'support-copy': 'Kopieren',
  'support-copied': 'Kopiert.',
  'support-not-copied':
    'Der Browser hat es nicht erlaubt: Markieren Sie den Text und kopieren Sie ihn.',
} as const;
