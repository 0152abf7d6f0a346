//! `memcpy` and its kin by the virtual machine's syscalls, and their declarations for the linker.

unsafe extern "C" {
    fn sol_memcpy_(target: *mut u8, source: *const u8, bytes: u64);
    fn sol_memmove_(target: *mut u8, source: *const u8, bytes: u64);
    fn sol_memset_(target: *mut u8, value: u8, bytes: u64);
    fn sol_memcmp_(left: *const u8, right: *const u8, bytes: u64, order: *mut i32);
}

/// C's `memcpy`.
///
/// # Safety
/// As C's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcpy(target: *mut u8, source: *const u8, bytes: u64) -> *mut u8 {
    // SAFETY: the caller's promise is the syscall's.
    unsafe { sol_memcpy_(target, source, bytes) };
    target
}

/// C's `memmove`.
///
/// # Safety
/// As C's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memmove(target: *mut u8, source: *const u8, bytes: u64) -> *mut u8 {
    // SAFETY: the caller's promise is the syscall's.
    unsafe { sol_memmove_(target, source, bytes) };
    target
}

/// C's `memset`: only the low byte of `value` counts.
///
/// # Safety
/// As C's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memset(target: *mut u8, value: i32, bytes: u64) -> *mut u8 {
    // SAFETY: the caller's promise is the syscall's.
    unsafe { sol_memset_(target, value.to_le_bytes()[0], bytes) };
    target
}

/// C's `memcmp`.
///
/// # Safety
/// As C's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, bytes: u64) -> i32 {
    let mut order = 0;
    // SAFETY: the caller's promise is the syscall's, and `order` is ours.
    unsafe { sol_memcmp_(left, right, bytes, &raw mut order) };
    order
}

/// POSIX's `bcmp`: zero when equal.
///
/// # Safety
/// As `memcmp`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, bytes: u64) -> i32 {
    // SAFETY: the caller's promise is that of `memcmp`.
    unsafe { memcmp(left, right, bytes) }
}
