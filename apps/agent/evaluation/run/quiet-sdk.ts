// Imported first: the AWS SDK reads this when it is loaded. Node 20 is our floor, and a table need not begin with it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
