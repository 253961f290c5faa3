namespace Holdfast.Cli.Commands;

/// <summary>A command whose exit code 1 says that something does not hold: where it cannot begin,
/// it exits with 2.</summary>
internal interface ICommandWithVerdict;
