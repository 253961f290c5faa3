namespace Holdfast.Cli.Commands;

/// <summary>A command that hears signals itself, and ends when it has done what they ask.</summary>
internal interface ICommandThatDrains;
