using Holdfast.Bench;

// Every figure is a ratio of two things measured in turn in the same run; the machine's own speed cancels out.
return args switch
{
    ["holds", ..] => await Holds.RunAsync(Options.From(args)),
    ["pairs", ..] => await Pairs.RunAsync(Options.From(args)),
    ["batches", ..] => await Batches.RunAsync(Options.From(args)),
    ["parts", ..] => await Parts.RunAsync(Options.From(args)),
    ["history", ..] => await History.RunAsync(Options.From(args)),
    ["reads", ..] => await Reads.RunAsync(Options.From(args)),
    ["posts", ..] => await Posts.RunAsync(Options.From(args)),
    ["start", ..] => await Start.RunAsync(Options.From(args)),
    ["table", var file] => Table.Print(file),
    ["bare", var url, .. var answers] => await Bare.ServeAsync(url, answers),
    _ => Options.Usage(),
};
