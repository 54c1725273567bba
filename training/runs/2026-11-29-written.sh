#!/usr/bin/env bash
# Goes on from the weights of runs/2026-11-29.sh for as many tokens again (472 M): questions written for this project, passages that do not
# answer their question left out, short examples first. Two H200, 14 minutes: the Mamba on one; Transformer and embedder on the other.
#
#   runs/2026-11-29-written.sh DATA OUT WEIGHTS TOKENIZER     from the folder training/; WEIGHTS holds <model>/model.safetensors of the start
#   (public/models of commit 4fc0098)
#
# OUT/prepared may be there already (made elsewhere by the commands up to the second `prepare`). Leaves <kind>.done in OUT as each part ends.
set -euo pipefail
data=$1 out=$2 weights=$3 tokenizer=$4
steps=7200 embedder_steps=2600
run() { python3 -m "reader_training.$1" "${@:2}"; }

if [ ! -e "$out/prepared" ]; then
  [ -e "$data/cloze.npz" ] || run cloze --passages "$data/passages.tsv" --out "$data/cloze.npz" --questions 400000
  [ -e "$data/written.jsonl" ] || run written --data "$data" --questions questions/written.tsv
  run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer"
  for pair in mamba:mamba-trivia-32m transformer:transformer-trivia-30m; do
    run support "${pair%:*}" --weights "$weights/${pair#*:}/model.safetensors" --data "$data" --prepared "$out/prepared"
  done
  run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer" # once more: by what `support` found
fi

train() { run train_reader "$1" --data "$out/prepared" --out "$out" --steps $steps --processes 9 --start "$weights/$2/model.safetensors"; }
given=$data/validation.jsonl # with BM25's lists
evaluate() {
  run evaluate_reader "$1" --weights "$out/$1/model.int8.safetensors" --data "$out/prepared" --questions "$given" \
    --texts "$data/passages.tsv" --k 0,1,2,5,10,20 --out "$out/results/$1-retrieved.json"
}
mkdir -p "$out/results"

(
  export CUDA_VISIBLE_DEVICES=1
  train mamba mamba-trivia-32m
  touch "$out/mamba.done"
  evaluate mamba
  touch "$out/mamba-evaluated.done"
) &
export CUDA_VISIBLE_DEVICES=0
train transformer transformer-trivia-30m
touch "$out/transformer.done"
evaluate transformer
touch "$out/transformer-evaluated.done"
run train_embedder --data "$out/prepared" --out "$out" --steps $embedder_steps
run evaluate_retrieval --embedder "$out/embedder" --data "$out/prepared" --questions "$given" --texts "$data/passages.tsv" \
  --out "$out/results/retrieval.json" --lists-out "$out/lists.jsonl"
touch "$out/embedder.done"
wait
results=$out/reader-results
for pair in mamba:mamba-trivia-32m transformer:transformer-trivia-30m; do
  mkdir -p "$results/${pair#*:}"
  cp "$out/${pair%:*}/model.int8.safetensors" "$results/${pair#*:}/"
done
cp "$tokenizer" "$results/tokenizer.json"
run record_reference --results "$results" --prompts ../tests/recorded/prompts.json
echo "Then, with the embedder's folder in $results: python3 export/export_models.py $results ../public/models,"
echo "$results/recorded to ../tests/recorded, and reader_training.record_attention; $out/results is results/2026-11-29-written (compare_evaluations)"
