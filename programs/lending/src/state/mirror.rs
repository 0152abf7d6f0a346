//! The one bridge between account bytes and the types of `ballast-policy`.
//!
//! `policy` depends on nothing, so its types cannot carry the traits that the framework wants for account bytes and
//! the interface description. Each is declared here a second time, field by field, and the compiler proves that the
//! two agree in size, alignment and every field's offset; only then is a reference to one taken as a reference to
//! the other.

/// Declares `$name` with the layout of the policy type `$policy` and the views between them.
macro_rules! mirror {
    (
        $(#[$meta:meta])*
        $name:ident = $policy:ty {
            $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[repr(C)]
        #[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, anchor_lang::IdlType)]
        #[derive(anchor_lang::AnchorSerialize, anchor_lang::AnchorDeserialize)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        const _: () = {
            assert!(size_of::<$name>() == size_of::<$policy>());
            assert!(align_of::<$name>() == align_of::<$policy>());
            $(assert!(
                core::mem::offset_of!($name, $field) == core::mem::offset_of!($policy, $field)
            );)*
        };

        impl $name {
            /// The same bytes as the policy type.
            #[inline(always)]
            pub fn policy(&self) -> &$policy {
                // SAFETY: size, alignment and each field's offset are asserted equal above, both types hold only
                // integers, for which every bit pattern is valid, and the lifetime is that of `self`.
                unsafe { &*core::ptr::from_ref(self).cast() }
            }

            /// The same bytes as the policy type, to be changed.
            #[inline(always)]
            pub fn policy_mut(&mut self) -> &mut $policy {
                // SAFETY: as in `policy`; the borrow of `self` is exclusive.
                unsafe { &mut *core::ptr::from_mut(self).cast() }
            }
        }

        impl From<$policy> for $name {
            fn from(value: $policy) -> Self {
                // SAFETY: as in `policy`; the value is copied out.
                unsafe { *core::ptr::from_ref(&value).cast() }
            }
        }
    };
}

pub(crate) use mirror;
