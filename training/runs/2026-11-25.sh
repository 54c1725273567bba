#!/usr/bin/env bash
# Goes on from the weights of 2026-11-24 for 603 M tokens: varied passages, questions made from the passages, prompts to 2,048 tokens.
# Two H100: about 17 minutes for the Mamba on one, Transformer and embedder on the other meanwhile.
#
#   runs/2026-11-25.sh DATA OUT WEIGHTS TOKENIZER     from the folder training/; WEIGHTS holds <model>/model.int8.safetensors of the start
set -euo pipefail
data=$1 out=$2 weights=$3 tokenizer=$4
steps=9200 embedder_steps=1600
run() { python3 -m "reader_training.$1" "${@:2}"; }

[ -e "$data/cloze.npz" ] || run cloze --passages "$data/passages.tsv" --out "$data/cloze.npz" --questions 400000
run prepare --data "$data" --out "$out/prepared" --tokenizer "$tokenizer"

train() { run train_reader "$1" --data "$out/prepared" --out "$out" --steps $steps --start "$weights/$2/model.int8.safetensors"; }
CUDA_VISIBLE_DEVICES=1 train mamba mamba-trivia-32m &
mamba=$!
export CUDA_VISIBLE_DEVICES=0
train transformer transformer-trivia-30m
run train_embedder --data "$out/prepared" --out "$out" --steps $embedder_steps
run evaluate_retrieval --embedder "$out/embedder" --data "$out/prepared" --questions "$data/validation.jsonl" \
  --texts "$data/passages.tsv" --out "$out/retrieval.json" --lists-out "$out/lists.jsonl"
wait $mamba

results=$out/results
for pair in mamba:mamba-trivia-32m transformer:transformer-trivia-30m; do
  kind=${pair%:*} name=${pair#*:}
  mkdir -p "$results/$name"
  cp "$out/$kind/model.int8.safetensors" "$results/$name/"
  for lists in retrieved fused; do
    run evaluate_reader "$kind" --weights "$results/$name/model.int8.safetensors" --data "$out/prepared" --questions "$out/lists.jsonl" \
      --texts "$data/passages.tsv" --lists $lists --k 0,1,5,10,20 --out "$out/$kind-$lists.json"
  done
done
cp "$tokenizer" "$results/tokenizer.json"
run record_reference --results "$results" --prompts ../tests/recorded/prompts.json
run export_embedder --embedder "$out/embedder" --tokenizer "$tokenizer" --articles ../packs-source/trivia-encyclopaedia/articles.jsonl \
  --out "$results/embed-trivia-17m"
echo "Then: python3 export/export_models.py $results ../public/models && npm run build:pack"
