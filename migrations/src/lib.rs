//! Deploys and configures a cluster in declarative, repeatable steps.
