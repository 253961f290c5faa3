namespace Holdfast.Tests;

/// <summary>Names an entry of the requirement ledger (docs/specs) that a test shows to hold.</summary>
/// <param name="id">The id in the ledger: RFC number, section, letter.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RequirementAttribute(string id) : Attribute
{
    /// <summary>The id in the ledger.</summary>
    public string Id { get; } = id;
}
