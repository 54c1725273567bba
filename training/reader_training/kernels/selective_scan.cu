// Selective scan of Mamba-1 for training (arXiv 2312.00752, section 3.3.2), forward and backward.
//
//   s_t = exp(dt_t A) * s_(t-1) + (dt_t u_t) B_t        y_t = s_t . C_t + D u_t        dt = softplus(x)
//
// Shapes: u, x, y, and their gradients [B, L, D] bf16, contiguous; B, C [B, L, N] bf16 with a row stride; A [D, N], D [D] f32.
// N = 16, L a multiple of CHUNK, D a multiple of CHANNELS.
//
// A block owns CHANNELS channels of one sequence and walks over time. Two neighbouring lanes own a channel, eight states each,
// in registers. A chunk of CHUNK tokens is staged in shared memory, the next one is loaded meanwhile. The forward pass keeps the
// state before every chunk; the backward pass runs a chunk forward again and then back. Gradients of B and C need a sum over
// channels: fifteen shuffles halve sixteen values over the sixteen channels of a warp until each lane holds one sum.
#include <cstdint>
#include <cuda_bf16.h>
#include <cuda_runtime.h>

namespace {

constexpr int N = 16, STATES = 8, CHUNK = 16, PART = 8, CHANNELS = 64, THREADS = 128, WARPS = THREADS / 32;
constexpr unsigned ALL = 0xffffffffu;
constexpr float LOG2_E = 1.4426950408889634f, LN_2 = 0.6931471805599453f;

using bf16 = __nv_bfloat16;

__device__ __forceinline__ float power_of_two(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

__device__ __forceinline__ float softplus(float x) { return x > 20.f ? x : log1pf(__expf(x)); }

/** Eight bf16 of 16 bytes as floats. */
__device__ __forceinline__ void unpack(const uint4 &packed, float *out) {
  const __nv_bfloat162 *pairs = reinterpret_cast<const __nv_bfloat162 *>(&packed);
#pragma unroll
  for (int i = 0; i < 4; i++) {
    float2 pair = __bfloat1622float2(pairs[i]);
    out[2 * i] = pair.x;
    out[2 * i + 1] = pair.y;
  }
}

/** One thread's 16 bytes of a [CHUNK, CHANNELS] tile, and of the [CHUNK, N] tiles of B (threads 0-31) and C (32-63). */
struct Place {
  int row, column, narrow_row, narrow_column;
  bool holds_b, holds_c;
  __device__ Place() {
    row = threadIdx.x / 8;
    column = threadIdx.x % 8 * 8;
    narrow_row = threadIdx.x % 32 / 2;
    narrow_column = threadIdx.x % 2 * 8;
    holds_b = threadIdx.x < 32;
    holds_c = threadIdx.x >= 32 && threadIdx.x < 64;
  }
};

__device__ __forceinline__ uint4 load16(const bf16 *p) { return *reinterpret_cast<const uint4 *>(p); }

__global__ void __launch_bounds__(THREADS) forward_kernel(
    const bf16 *__restrict__ u, const bf16 *__restrict__ x, const float *__restrict__ a, const bf16 *__restrict__ b,
    const bf16 *__restrict__ c, const float *__restrict__ skip, bf16 *__restrict__ y, float *__restrict__ checkpoints,
    int length, int channels, int64_t narrow_stride) {
  __shared__ float u_s[CHUNK][CHANNELS], dt_s[CHUNK][CHANNELS], b_s[CHUNK][N], c_s[CHUNK][N];
  __shared__ __align__(16) bf16 y_s[CHUNK][CHANNELS];
  const Place at;
  const int lane = threadIdx.x % 32, half = lane & 1, local = threadIdx.x / 32 * 16 + (lane >> 1);
  const int first = blockIdx.x * CHANNELS, channel = first + local;
  const int64_t row0 = (int64_t)blockIdx.y * length;
  const int chunks = length / CHUNK;

  float a2[STATES], s[STATES];
#pragma unroll
  for (int i = 0; i < STATES; i++) {
    a2[i] = a[channel * N + half * STATES + i] * LOG2_E;
    s[i] = 0.f;
  }
  const float d = skip[channel];
  uint4 u_r, x_r, n_r;
  auto fetch = [&](int chunk) {
    const int64_t row = row0 + chunk * CHUNK;
    u_r = load16(u + (row + at.row) * channels + first + at.column);
    x_r = load16(x + (row + at.row) * channels + first + at.column);
    if (at.holds_b) n_r = load16(b + (row + at.narrow_row) * narrow_stride + at.narrow_column);
    if (at.holds_c) n_r = load16(c + (row + at.narrow_row) * narrow_stride + at.narrow_column);
  };
  fetch(0);
  for (int chunk = 0; chunk < chunks; chunk++) {
    float values[8];
    unpack(u_r, values);
#pragma unroll
    for (int i = 0; i < 8; i++) u_s[at.row][at.column + i] = values[i];
    unpack(x_r, values);
#pragma unroll
    for (int i = 0; i < 8; i++) dt_s[at.row][at.column + i] = softplus(values[i]);
    if (at.holds_b || at.holds_c) {
      unpack(n_r, values);
      float *target = at.holds_b ? &b_s[at.narrow_row][at.narrow_column] : &c_s[at.narrow_row][at.narrow_column];
#pragma unroll
      for (int i = 0; i < 8; i++) target[i] = values[i];
    }
    __syncthreads();
    if (chunk + 1 < chunks) fetch(chunk + 1);
    float4 *kept = reinterpret_cast<float4 *>(
        checkpoints + (((int64_t)blockIdx.y * chunks + chunk) * channels + channel) * N + half * STATES);
    kept[0] = make_float4(s[0], s[1], s[2], s[3]);
    kept[1] = make_float4(s[4], s[5], s[6], s[7]);
#pragma unroll 4
    for (int t = 0; t < CHUNK; t++) {
      const float dt = dt_s[t][local], ut = u_s[t][local], drive = dt * ut;
      float out = 0.f;
#pragma unroll
      for (int i = 0; i < STATES; i++) {
        s[i] = fmaf(power_of_two(dt * a2[i]), s[i], drive * b_s[t][half * STATES + i]);
        out = fmaf(s[i], c_s[t][half * STATES + i], out);
      }
      out += __shfl_xor_sync(ALL, out, 1);
      if (half == 0) y_s[t][local] = __float2bfloat16(fmaf(d, ut, out));
    }
    __syncthreads();
    *reinterpret_cast<uint4 *>(y + (row0 + chunk * CHUNK + at.row) * channels + first + at.column) =
        *reinterpret_cast<const uint4 *>(&y_s[at.row][at.column]);
  }
}

/** Sums 16 values over the lanes that differ in bits 4..1; lane ends with value (lane >> 1) & 15 in bit order 4, 3, 2, 1. */
__device__ __forceinline__ float sum_over_channels(float (&v)[16], int lane) {
#pragma unroll
  for (int width = 8, offset = 16; width >= 1; width /= 2, offset /= 2) {
    const bool upper = lane & offset;
#pragma unroll
    for (int i = 0; i < width; i++) {
      const float send = upper ? v[i] : v[i + width], keep = upper ? v[i + width] : v[i];
      v[i] = keep + __shfl_xor_sync(ALL, send, offset);
    }
  }
  return v[0];
}

// narrow [D / CHANNELS, B, L, 2 N]: each block's share of the gradients of B (first N) and C, summed by the caller.
//
// A chunk goes back in two parts, the second first. A part is run forward again to keep the states before its tokens (in shared
// memory: in registers the loop over tokens would have to be unrolled, and its code would not fit the instruction cache).
__global__ void __launch_bounds__(THREADS, 4) backward_kernel(
    const bf16 *__restrict__ u, const bf16 *__restrict__ x, const float *__restrict__ a, const bf16 *__restrict__ b,
    const bf16 *__restrict__ c, const float *__restrict__ skip, const bf16 *__restrict__ dy,
    const float *__restrict__ checkpoints, bf16 *__restrict__ du, bf16 *__restrict__ dx, float *__restrict__ da,
    float *__restrict__ narrow, float *__restrict__ dskip, int length, int channels, int64_t narrow_stride) {
  __shared__ __align__(16) float4 before[PART][STATES / 4][THREADS];
  __shared__ __align__(16) float b_s[CHUNK][N], c_s[CHUNK][N];
  __shared__ float dt_s[CHUNK][CHANNELS];
  // Gradients take the place of what they were computed from: du of u, dx of dy.
  __shared__ __align__(16) bf16 u_s[CHUNK][CHANNELS], dy_s[CHUNK][CHANNELS];
  __shared__ __align__(16) float sums[WARPS][PART][2 * N];
  const Place at;
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, half = lane & 1, local = warp * 16 + (lane >> 1);
  const int first = blockIdx.x * CHANNELS, channel = first + local;
  const int64_t row0 = (int64_t)blockIdx.y * length;
  const int chunks = length / CHUNK;
  // Where this lane's sum over channels belongs: [kind (B or C), half, state].
  const int bits = lane >> 1;
  const int column = (bits >> 3) * N + half * STATES + (bits & 7);

  float a2[STATES], carry[STATES], grad_a[STATES];
#pragma unroll
  for (int i = 0; i < STATES; i++) {
    a2[i] = a[channel * N + half * STATES + i] * LOG2_E;
    carry[i] = grad_a[i] = 0.f;
  }
  const float d = skip[channel];
  float grad_skip = 0.f;
  uint4 u_r, x_r, dy_r, n_r;
  auto fetch = [&](int chunk) {
    const int64_t row = row0 + chunk * CHUNK, wide = (row + at.row) * channels + first + at.column;
    u_r = load16(u + wide);
    x_r = load16(x + wide);
    dy_r = load16(dy + wide);
    if (at.holds_b) n_r = load16(b + (row + at.narrow_row) * narrow_stride + at.narrow_column);
    if (at.holds_c) n_r = load16(c + (row + at.narrow_row) * narrow_stride + at.narrow_column);
  };
  /** Eight states' values of B or C at token t. */
  auto of_token = [&](const float (&tile)[CHUNK][N], int t, float (&out)[STATES]) {
    const float4 *p = reinterpret_cast<const float4 *>(&tile[t][half * STATES]);
    const float4 low = p[0], high = p[1];
    out[0] = low.x, out[1] = low.y, out[2] = low.z, out[3] = low.w;
    out[4] = high.x, out[5] = high.y, out[6] = high.z, out[7] = high.w;
  };
  float s[STATES];
  auto step = [&](int t) {
    const float dt = dt_s[t][local], drive = dt * __bfloat162float(u_s[t][local]);
    float bt[STATES];
    of_token(b_s, t, bt);
#pragma unroll
    for (int i = 0; i < STATES; i++) s[i] = fmaf(power_of_two(dt * a2[i]), s[i], drive * bt[i]);
  };
  fetch(chunks - 1);
  for (int chunk = chunks - 1; chunk >= 0; chunk--) {
    *reinterpret_cast<uint4 *>(&u_s[at.row][at.column]) = u_r;
    *reinterpret_cast<uint4 *>(&dy_s[at.row][at.column]) = dy_r;
    float values[8];
    unpack(x_r, values);
#pragma unroll
    for (int i = 0; i < 8; i++) dt_s[at.row][at.column + i] = softplus(values[i]);
    if (at.holds_b || at.holds_c) {
      unpack(n_r, values);
      float *target = at.holds_b ? &b_s[at.narrow_row][at.narrow_column] : &c_s[at.narrow_row][at.narrow_column];
#pragma unroll
      for (int i = 0; i < 8; i++) target[i] = values[i];
    }
    const float4 *kept = reinterpret_cast<const float4 *>(
        checkpoints + (((int64_t)blockIdx.y * chunks + chunk) * channels + channel) * N + half * STATES);
    const float4 low = kept[0], high = kept[1];
    __syncthreads();
    if (chunk > 0) fetch(chunk - 1);

#pragma unroll 1
    for (int start = CHUNK - PART; start >= 0; start -= PART) {
      s[0] = low.x, s[1] = low.y, s[2] = low.z, s[3] = low.w;
      s[4] = high.x, s[5] = high.y, s[6] = high.z, s[7] = high.w;
#pragma unroll 2
      for (int t = 0; t < start; t++) step(t);
#pragma unroll 2
      for (int t = 0; t < PART; t++) {
        before[t][0][threadIdx.x] = make_float4(s[0], s[1], s[2], s[3]);
        before[t][1][threadIdx.x] = make_float4(s[4], s[5], s[6], s[7]);
        step(start + t);
      }
#pragma unroll 2
      for (int back = PART - 1; back >= 0; back--) {
        const int t = start + back;
        const float dt = dt_s[t][local], ut = __bfloat162float(u_s[t][local]), dyt = __bfloat162float(dy_s[t][local]);
        const float drive = dt * ut;
        const float4 low_before = before[back][0][threadIdx.x], high_before = before[back][1][threadIdx.x];
        const float previous[STATES] = {low_before.x,  low_before.y,  low_before.z,  low_before.w,
                                        high_before.x, high_before.y, high_before.z, high_before.w};
        float bt[STATES], ct[STATES];
        of_token(b_s, t, bt);
        of_token(c_s, t, ct);
        float narrow_grads[16], along_b = 0.f, along_a = 0.f;  // eight of B, then eight of C
#pragma unroll
        for (int i = 0; i < STATES; i++) {
          const float decay = power_of_two(dt * a2[i]);
          const float ds = fmaf(dyt, ct[i], carry[i]);
          carry[i] = decay * ds;
          const float g = carry[i] * previous[i];
          along_b = fmaf(ds, bt[i], along_b);
          along_a = fmaf(g, a2[i], along_a);
          grad_a[i] = fmaf(g, dt, grad_a[i]);
          narrow_grads[i] = ds * drive;
          narrow_grads[STATES + i] = dyt * s[i];
          s[i] = previous[i];
        }
        along_b += __shfl_xor_sync(ALL, along_b, 1);
        along_a += __shfl_xor_sync(ALL, along_a, 1);
        sums[warp][back][column] = sum_over_channels(narrow_grads, lane);
        __syncwarp();
        if (half == 0) {
          u_s[t][local] = __float2bfloat16(fmaf(dt, along_b, d * dyt));
          // d softplus(x) / dx = sigmoid(x) = 1 - exp(-softplus(x))
          dy_s[t][local] = __float2bfloat16(fmaf(along_a, LN_2, ut * along_b) * (1.f - __expf(-dt)));
          grad_skip = fmaf(dyt, ut, grad_skip);
        }
      }
      __syncthreads();
      const int row = threadIdx.x / N, pair = threadIdx.x % N * 2;
      float2 total = make_float2(0.f, 0.f);
#pragma unroll
      for (int w = 0; w < WARPS; w++) {
        const float2 part = *reinterpret_cast<const float2 *>(&sums[w][row][pair]);
        total.x += part.x, total.y += part.y;
      }
      const int64_t narrow_row = blockIdx.x * (int64_t)gridDim.y * length + row0 + chunk * CHUNK + start + row;
      *reinterpret_cast<float2 *>(narrow + narrow_row * 2 * N + pair) = total;
      __syncthreads();  // the next part overwrites the sums
    }
    const int64_t wide = (row0 + chunk * CHUNK + at.row) * channels + first + at.column;
    *reinterpret_cast<uint4 *>(du + wide) = *reinterpret_cast<const uint4 *>(&u_s[at.row][at.column]);
    *reinterpret_cast<uint4 *>(dx + wide) = *reinterpret_cast<const uint4 *>(&dy_s[at.row][at.column]);
    __syncthreads();  // the next chunk overwrites the tiles
  }
#pragma unroll
  for (int i = 0; i < STATES; i++) atomicAdd(da + channel * N + half * STATES + i, grad_a[i]);
  if (half == 0) atomicAdd(dskip + channel, grad_skip);
}

}  // namespace

extern "C" int selective_scan_forward(const void *u, const void *x, const void *a, const void *b, const void *c,
                                      const void *skip, void *y, void *checkpoints, int batch, int length, int channels,
                                      int64_t narrow_stride, void *stream) {
  forward_kernel<<<dim3(channels / CHANNELS, batch), THREADS, 0, (cudaStream_t)stream>>>(
      (const bf16 *)u, (const bf16 *)x, (const float *)a, (const bf16 *)b, (const bf16 *)c, (const float *)skip, (bf16 *)y,
      (float *)checkpoints, length, channels, narrow_stride);
  return (int)cudaGetLastError();
}

extern "C" int selective_scan_backward(const void *u, const void *x, const void *a, const void *b, const void *c,
                                       const void *skip, const void *dy, const void *checkpoints, void *du, void *dx,
                                       void *da, void *narrow, void *dskip, int batch, int length, int channels,
                                       int64_t narrow_stride, void *stream) {
  backward_kernel<<<dim3(channels / CHANNELS, batch), THREADS, 0, (cudaStream_t)stream>>>(
      (const bf16 *)u, (const bf16 *)x, (const float *)a, (const bf16 *)b, (const bf16 *)c, (const float *)skip,
      (const bf16 *)dy, (const float *)checkpoints, (bf16 *)du, (bf16 *)dx, (float *)da, (float *)narrow, (float *)dskip,
      length, channels, narrow_stride);
  return (int)cudaGetLastError();
}
