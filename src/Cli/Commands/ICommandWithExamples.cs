namespace Holdfast.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal interface ICommandWithExamples
{
    /// <summary>Example command lines and what they do.</summary>
    string Examples { get; }
}
