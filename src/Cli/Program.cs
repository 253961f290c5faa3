using Holdfast.Cli;

using var terminal = Terminal.OfProcess();
return await Tool.RunAsync(args, terminal);
