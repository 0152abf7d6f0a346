; ModuleID = 'results'
; What the optimiser may make although rustc does not: results of over 64 bits, and integers of odd
; widths. The protocol is that of the test program: at 8 sixteen words of input, at 136 the output.
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@table = internal constant [2 x ptr] [ptr @joined, ptr @product]

; (high << 64 | low)
define i128 @joined(i64 %low, i64 %high) noinline {
  %l = zext i64 %low to i128
  %h = zext i64 %high to i128
  %s = shl i128 %h, 64
  %r = or i128 %s, %l
  ret i128 %r
}

define i128 @product(i64 %a, i64 %b) noinline {
  %x = zext i64 %a to i128
  %y = zext i64 %b to i128
  %r = mul i128 %x, %y
  ret i128 %r
}

; Six registers in, two out, by two return instructions.
define { i64, i64 } @pair(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f) noinline {
  %s1 = add i64 %a, %b
  %s2 = add i64 %s1, %c
  %s3 = xor i64 %d, %e
  %s4 = xor i64 %s3, %f
  %odd = trunc i64 %f to i1
  br i1 %odd, label %swap, label %keep
keep:
  %k1 = insertvalue { i64, i64 } undef, i64 %s2, 0
  %k2 = insertvalue { i64, i64 } %k1, i64 %s4, 1
  ret { i64, i64 } %k2
swap:
  %w1 = insertvalue { i64, i64 } undef, i64 %s4, 0
  %w2 = insertvalue { i64, i64 } %w1, i64 %s2, 1
  ret { i64, i64 } %w2
}

define i64 @entrypoint(ptr %exchange) {
  %in = getelementptr i64, ptr %exchange, i64 1
  %out = getelementptr i64, ptr %exchange, i64 17
  %p1 = getelementptr i64, ptr %in, i64 1
  %p2 = getelementptr i64, ptr %in, i64 2
  %p3 = getelementptr i64, ptr %in, i64 3
  %a = load i64, ptr %in, align 8
  %b = load i64, ptr %p1, align 8
  %c = load i64, ptr %p2, align 8
  %d = load i64, ptr %p3, align 8
  ; out[0..2]: one of two functions, by the lowest bit of c
  %which = and i64 %c, 1
  %slot = getelementptr ptr, ptr @table, i64 %which
  %function = load ptr, ptr %slot, align 8
  %wide = call i128 %function(i64 %a, i64 %b)
  store i128 %wide, ptr %out, align 8
  ; out[2..4]: the pair
  %two = call { i64, i64 } @pair(i64 %a, i64 %b, i64 %c, i64 %d, i64 %a, i64 %b)
  %first = extractvalue { i64, i64 } %two, 0
  %second = extractvalue { i64, i64 } %two, 1
  %o2 = getelementptr i64, ptr %out, i64 2
  %o3 = getelementptr i64, ptr %out, i64 3
  store i64 %first, ptr %o2, align 8
  store i64 %second, ptr %o3, align 8
  ; 96-bit operands, signed where that matters
  %x = load i96, ptr %in, align 8
  %y0 = load i96, ptr %p2, align 8
  %y = or i96 %y0, 1
  ; out[4..6]: product
  %m = mul i96 %x, %y
  %mz = zext i96 %m to i128
  %o4 = getelementptr i64, ptr %out, i64 4
  store i128 %mz, ptr %o4, align 8
  ; out[6..8]: unsigned quotient
  %q = udiv i96 %x, %y
  %qz = zext i96 %q to i128
  %o6 = getelementptr i64, ptr %out, i64 6
  store i128 %qz, ptr %o6, align 8
  ; out[8..10]: signed remainder
  %r = srem i96 %x, %y
  %rz = sext i96 %r to i128
  %o8 = getelementptr i64, ptr %out, i64 8
  store i128 %rz, ptr %o8, align 8
  ; out[10..12]: signed shift by d mod 96
  %dm = urem i64 %d, 96
  %by = zext i64 %dm to i96
  %s = ashr i96 %x, %by
  %sz = sext i96 %s to i128
  %o10 = getelementptr i64, ptr %out, i64 10
  store i128 %sz, ptr %o10, align 8
  ; out[12..14]: funnel shift right of (joined, product) by d, of any size
  %j = call i128 @joined(i64 %a, i64 %b)
  %p = call i128 @product(i64 %a, i64 %b)
  %dz = zext i64 %d to i128
  %f = call i128 @llvm.fshr.i128(i128 %j, i128 %p, i128 %dz)
  %o12 = getelementptr i64, ptr %out, i64 12
  store i128 %f, ptr %o12, align 8
  ret i64 0
}

declare i128 @llvm.fshr.i128(i128, i128, i128)
