namespace Holdfast.StateMachines;

/// <summary>Why a machine decided as it did: two literals, which cost nothing.</summary>
/// <param name="Section">
/// Who says so: "RFC 3706 §5.4", "RFC 2281 §5.7", or "Holdfast" for a rule of our own.
/// </param>
/// <param name="Rule">Which rule: the letter of an event, or a few words.</param>
public readonly record struct Reason(string Section, string Rule)
{
    /// <summary>Section and rule.</summary>
    public override string ToString() => $"{Section}: {Rule}";
}
