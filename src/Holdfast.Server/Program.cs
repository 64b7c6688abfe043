using Holdfast.Server.Running;

// What the executable can do, one line each. Settings may follow, as --Name=value.
return args switch
{
    ["help" or "--help" or "-h", ..] or [_, "--help" or "-h", ..] => Usage.Help(),
    ["version" or "--version"] => Usage.Version(),
    [] or [['-', ..], ..] => await Serve.RunAsync(args),
    ["serve", .. var settings] => await Serve.RunAsync(settings),
    ["verify", .. var settings] => await Verify.RunAsync(settings),
    ["copy", .. var options] => await Copy.RunAsync(options),
    ["export", .. var options] => await Export.RunAsync(options),
    ["import", .. var options] => await Import.RunAsync(options),
    ["backup", .. var options] => Backup.Run(options),
    ["ready", .. var settings] => await Ready.RunAsync(settings),
    _ => Usage.Unknown(args[0]),
};
