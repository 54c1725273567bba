export const notices = {
  'no-questions':
    'Diese Textsammlung hat keine Fragen, die zum Plan passen; richtig und falsch lassen sich also nicht unterscheiden. Wählen Sie eine Textsammlung mit Fragen (für Nadel und Rauschen: mit Passagen, von denen man weiß, dass sie die Antworten enthalten).',
  'cannot-go-on':
    'Diese Studie lässt sich nicht fortsetzen, weil ihre Antworten nicht zusammengehören würden: {differences}. Was sie bisher hat, bleibt erhalten. Stellen Sie das wieder her, oder beginnen Sie eine neue Studie.',
  'other-tab':
    'Diese Studie läuft in einem anderen Tab. Sehen Sie dort nach, oder halten Sie sie dort an und machen Sie hier weiter.',
  'not-stored': 'Diese Studie ist nicht mehr gespeichert. Beginnen Sie eine neue.',
  'other-corpus':
    'Während eine Studie mit „{corpus}“ lief, wurde eine andere Textsammlung gewählt. Die Studie ist angehalten, und alles Bisherige bleibt erhalten. Wählen Sie wieder „{corpus}“, um fortzusetzen.',
  'other-model':
    '{reader} ist in dieser Studie {before}, jetzt wurde {now} gewählt; die Antworten würden also nicht zusammengehören. Die Studie ist angehalten, und alles Bisherige bleibt erhalten. Wählen Sie wieder {before}, um fortzusetzen.',
  'other-backend':
    '{reader} begann diese Studie auf {before} und läuft jetzt auf {now}; die Antworten würden also nicht zusammengehören. Die Studie ist angehalten, und alles Bisherige bleibt erhalten. Laden Sie die Seite neu, um fortzusetzen.',
  unreadable:
    'Diese Datei ist keine lesbare Studie: {reason}. Nichts wurde geändert. Wählen Sie eine JSON-Datei, die diese Seite oder `npm run study` geschrieben hat.',
  'not-json': 'sie ist kein JSON',
  'question-missing': 'eine Antwort gehört zur Frage {question}, die nicht in der Datei steht',
  'passage-missing': 'Passage {passage} steht nicht in der Datei',

  'corpus-differs':
    'die Textsammlung war {before}, jetzt ist sie {now} oder eine andere Fassung davon',
  'embedder-differs': 'der Embedder ist ein anderer',
  'model-differs':
    'als {reader} las {before}, jetzt ein anderes Modell oder eine andere Fassung davon',
  'backend-differs': '{reader} lief auf {before}, jetzt auf {now}',
  'length-differs': 'Antworten dürfen anders lang sein',
} as const;
