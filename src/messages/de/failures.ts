export const failures = {
  'no-webgpu.what': 'Dieser Browser stellt keinen Grafikprozessor bereit.',
  'no-webgpu.meaning': 'Der Leser kann hier nicht auf der GPU laufen.',
  'no-webgpu.next':
    'Verwenden Sie stattdessen den Prozessor (CPU): dasselbe Modell, dieselben Antworten, nur langsamer.',
  'adapter-computes-wrongly.what': 'Dieser Grafikprozessor rechnet falsch.',
  'adapter-computes-wrongly.meaning':
    'Seine Ergebnisse weichen von den Vergleichswerten ab; er wird deshalb nicht verwendet, denn die Antworten wären Unsinn.',
  'adapter-computes-wrongly.next':
    'Verwenden Sie stattdessen den Prozessor (CPU), oder aktualisieren Sie den Grafiktreiber und laden Sie die Seite neu.',
  'device-lost.what': 'Der Grafikprozessor ist mitten in der Arbeit ausgefallen.',
  'device-lost.meaning':
    'Die Antwort wurde nicht fertig. Frage, Passagen und Dateien sind noch da.',
  'device-lost.next':
    'Laden Sie den Leser neu; geschieht es öfter, verwenden Sie den Prozessor (CPU).',
  'out-of-memory.what': 'Der Arbeitsspeicher reicht nicht.',
  'out-of-memory.meaning': 'Die Gewichte des Lesers oder dieser Prompt fanden keinen Platz.',
  'out-of-memory.next':
    'Wählen Sie weniger Passagen, schließen Sie andere Tabs, oder verwenden Sie nur einen Leser.',
  'files-missing.what': 'Dateien des Modells sind nicht auf diesem Gerät.',
  'files-missing.meaning': 'Vielleicht hat der Browser seinen Speicher geleert.',
  'files-missing.next': 'Laden Sie sie neu; was noch da ist, wird nicht noch einmal geladen.',
  'download-failed.what': 'Der Download wurde unterbrochen.',
  'download-failed.meaning': 'Was angekommen ist, bleibt erhalten.',
  'download-failed.next':
    'Prüfen Sie die Verbindung und machen Sie weiter: Es geht dort weiter, wo es aufgehört hat.',
  'hash-mismatch.what': 'Eine Datei ist nicht die erwartete.',
  'hash-mismatch.meaning':
    'Sie wurde unterwegs beschädigt oder auf dem Server geändert; sie wurde verworfen und nicht verwendet.',
  'hash-mismatch.next':
    'Laden Sie sie neu. Wiederholt es sich, liegen auf dem Server falsche Dateien.',
  'quota-exceeded.what': 'Der Browser gewährt keinen weiteren Speicherplatz.',
  'quota-exceeded.meaning': 'Die Modelle passen nicht neben das, was schon gespeichert ist.',
  'quota-exceeded.next':
    'Schaffen Sie Platz auf dem Datenträger, oder löschen Sie Daten anderer Websites, und machen Sie dann weiter.',
  'storage-unavailable.what': 'Der Browser gewährt gar keinen Speicherplatz.',
  'storage-unavailable.meaning':
    'Private Fenster und manche Einstellungen verbieten es; die Modelle können nicht behalten werden.',
  'storage-unavailable.next': 'Öffnen Sie die Seite in einem gewöhnlichen Fenster.',
  'unusable-file.what': 'Eine Datei lässt sich nicht verwenden.',
  'unusable-file.meaning':
    'Sie ist vollständig, aber dieses Programm versteht sie nicht; der Grund steht unten.',
  'unusable-file.next':
    'Ist es eine Ihrer Dateien, wählen Sie eine andere. Gehört sie zu dieser Seite, laden Sie die Seite neu.',
  'empty-question.what': 'Es gibt keine Frage.',
  'empty-question.meaning': 'Es wurde nichts gesucht.',
  'empty-question.next': 'Geben Sie eine Frage ein, oder wählen Sie ein Beispiel.',
  'unreadable-source.what': 'Eine Datei lässt sich nicht lesen.',
  'unreadable-source.meaning': 'Nichts davon wurde verwendet oder behalten.',
  'unreadable-source.next':
    'Lesen Sie, was unten steht, und fügen Sie die Dateien ohne diese oder in anderer Form wieder hinzu.',
  'source-too-large.what': 'Diese Dateien enthalten mehr, als dieses Programm aufnimmt.',
  'source-too-large.meaning': 'Nichts davon wurde behalten.',
  'source-too-large.next':
    'Wählen Sie weniger Dateien, oder weniger Fragen mit nur ihren Belegtexten.',
  'nothing-to-index.what': 'In diesen Dateien steht kein Text.',
  'nothing-to-index.meaning': 'Es ließ sich keine Passage bilden; deshalb wurde nichts behalten.',
  'nothing-to-index.next':
    'Wählen Sie Text-, Markdown-, HTML- oder PDF-Dateien oder ein Archiv mit solchen.',
  'corpus-busy.what': 'Ein anderer Tab arbeitet an dieser Textsammlung.',
  'corpus-busy.meaning': 'Zwei zugleich würden einander überschreiben.',
  'corpus-busy.next':
    'Machen Sie in jenem Tab weiter, oder schließen Sie ihn und versuchen Sie es noch einmal.',
  'corpus-damaged.what': 'Die gespeicherte Textsammlung ist beschädigt.',
  'corpus-damaged.meaning':
    'Ein Teil ist nicht mehr das, was geschrieben wurde; deshalb wird sie nicht verwendet.',
  'corpus-damaged.next':
    'Entfernen Sie sie und legen Sie sie neu an, oder importieren Sie ihre Paketdatei.',
  'embedder-missing.what': 'Der Embedder dieser Textsammlung ist nicht auf diesem Gerät.',
  'embedder-missing.meaning':
    'Nur das Modell, das ihre Vektoren erzeugt hat, kann sie durchsuchen. Die Textsammlung selbst ist unversehrt.',
  'embedder-missing.next':
    'Fügen Sie diesen Embedder unter „Modelle“ mit denselben Dateien wieder hinzu, lassen Sie die Vektoren in der Bibliothek neu berechnen, oder lesen Sie aus etwas anderem.',
  'worker-crashed.what': 'Ein Teil des Programms ist abgestürzt.',
  'worker-crashed.meaning':
    'Nur dieser Teil steht still. Frage, Passagen und Dateien sind noch da.',
  'worker-crashed.next': 'Starten Sie ihn neu.',
  'cancelled.what': 'Abgebrochen.',
  'cancelled.meaning': 'Was bis hierher getan wurde, bleibt erhalten.',
  'cancelled.next': 'Fragen Sie wieder, wann immer Sie möchten.',
  'internal.what': 'Etwas Unerwartetes ist geschehen.',
  'internal.meaning': 'Das ist ein Fehler im Programm, nicht in dem, was Sie getan haben.',
  'internal.next': 'Versuchen Sie es noch einmal; bleibt es so, laden Sie die Seite neu.',
} as const;
