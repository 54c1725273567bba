#!/usr/bin/env bash
# Goes on from the weights of 2026-11-24 for 472 M tokens: varied passages, questions made from the passages, prompts to 2,048 tokens.
# Two H200, 13 minutes: the Mamba on one; Transformer, embedder and evaluations on the other meanwhile. Both readers are shipped, the
# embedder is not (LOG.md); how an embedder is trained has changed since (runs/2026-11-29-embedder.sh).
#
#   runs/2026-11-29.sh DATA OUT WEIGHTS TOKENIZER     from the folder training/; WEIGHTS holds <model>/model.int8.safetensors of the start
#   (public/models/<model>/model.safetensors of commit d9950e5 holds the same)
#
# OUT/prepared may be there already (made elsewhere by the first two commands). Leaves <kind>.done in OUT as each part ends.
set -euo pipefail
data=$1 out=$2 weights=$3 tokenizer=$4
steps=7200 embedder_steps=1300
run() { python3 -m "reader_training.$1" "${@:2}"; }

[ -e "$data/cloze.npz" ] || [ -e "$out/prepared" ] || run cloze --passages "$data/passages.tsv" --out "$data/cloze.npz" --questions 400000
[ -e "$out/prepared" ] || run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer"

train() { run train_reader "$1" --data "$out/prepared" --out "$out" --steps $steps --processes 9 --start "$weights/$2/model.int8.safetensors"; }
# evaluate KIND WEIGHTS QUESTIONS LISTS NAME [OPTIONS]
evaluate() {
  run evaluate_reader "$1" --weights "$2" --data "$out/prepared" --questions "$3" --texts "$data/passages.tsv" \
    --lists "$4" --k 0,1,2,5,10,20 --out "$out/results/$5-$4.json" "${@:6}"
}
given=$data/validation.jsonl # with BM25's lists
mkdir -p "$out/results"

(
  export CUDA_VISIBLE_DEVICES=1
  train mamba mamba-trivia-32m
  touch "$out/mamba.done"
  evaluate mamba "$out/mamba/model.int8.safetensors" "$given" retrieved mamba
  while [ ! -e "$out/embedder.done" ]; do sleep 1; done
  evaluate mamba "$out/mamba/model.int8.safetensors" "$out/lists.jsonl" fused mamba
  touch "$out/mamba-evaluated.done"
) &
export CUDA_VISIBLE_DEVICES=0
train transformer transformer-trivia-30m
touch "$out/transformer.done"
evaluate transformer "$out/transformer/model.int8.safetensors" "$given" retrieved transformer
# For comparison, the weights of the start; that Transformer's feed-forward layer is narrower.
evaluate mamba "$weights/mamba-trivia-32m/model.int8.safetensors" "$given" retrieved start-mamba
evaluate transformer "$weights/transformer-trivia-30m/model.int8.safetensors" "$given" retrieved start-transformer \
  --shape '{"feed_forward": 1344}'
touch "$out/start-evaluated.done"
run train_embedder --data "$out/prepared" --out "$out" --steps $embedder_steps
run evaluate_retrieval --embedder "$out/embedder" --data "$out/prepared" --questions "$given" --texts "$data/passages.tsv" \
  --out "$out/results/retrieval.json" --lists-out "$out/lists.jsonl"
touch "$out/embedder.done"
evaluate transformer "$out/transformer/model.int8.safetensors" "$out/lists.jsonl" fused transformer
touch "$out/transformer-evaluated.done"
wait
results=$out/reader-results
for pair in mamba:mamba-trivia-32m transformer:transformer-trivia-30m; do
  mkdir -p "$results/${pair#*:}"
  cp "$out/${pair%:*}/model.int8.safetensors" "$results/${pair#*:}/"
done
cp "$tokenizer" "$results/tokenizer.json"
run record_reference --results "$results" --prompts ../tests/recorded/prompts.json
echo "Then, with the embedder's folder in $results: python3 export/export_models.py $results ../public/models,"
echo "$results/recorded to ../tests/recorded, and reader_training.record_attention; $out/results is results/2026-11-29 (compare_evaluations)"
