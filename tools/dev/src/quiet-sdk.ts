// Imported first: the AWS SDK reads this when it is loaded. Node 20 is our floor, and people at the terminal need not hear of it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
