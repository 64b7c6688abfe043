using Holdfast.Server.Running;

// What the executable can do, one line each. Settings may follow, as --Name=value.
return args switch
{
    [] or [['-', ..], ..] => await Serve.RunAsync(args),
    ["serve", .. var settings] => await Serve.RunAsync(settings),
    ["verify", .. var settings] => await Verify.RunAsync(settings),
    _ => Usage.Unknown(args[0]),
};
