namespace Holdfast.StateMachines.Composition;

/// <summary>What is wrong with a configuration as text.</summary>
public enum ConfigTextFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is no JSON, RFC 8259.</summary>
    Syntax,

    /// <summary>It is longer than is read.</summary>
    TooLong,

    /// <summary>Objects and arrays are inside each other more deeply than is read.</summary>
    TooDeep,

    /// <summary>A field that is not known.</summary>
    UnknownField,

    /// <summary>A field that stands twice in an object.</summary>
    RepeatedField,

    /// <summary>A field that has to be there is not.</summary>
    MissingField,

    /// <summary>A value of another type than is needed.</summary>
    WrongType,

    /// <summary>A number, a time or a count beyond its bounds.</summary>
    OutOfRange,

    /// <summary>A string that is not what it should be: an address, one of some words.</summary>
    Malformed,

    /// <summary>Each value can stand, but not all of them together.</summary>
    Contradiction,
}

/// <summary>Where something stands in a text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
/// <param name="Path">The value, as <c>$.hsrp.front.priority</c>.</param>
public readonly record struct ConfigTextPlace(int Line, int Column, string Path)
{
    /// <summary>Line, column and path.</summary>
    public override string ToString() => $"({Line},{Column}): {Path}";
}

/// <summary>An error in a configuration as text.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong and what to write, as a sentence without its subject.
/// </param>
public readonly record struct ConfigTextError(
    ConfigTextFault Fault, ConfigTextPlace Place, string Message)
{
    /// <summary>Line, column, path and message: "(12,7): $.self: a number is needed".</summary>
    public override string ToString() => $"{Place}: {Message}";
}
