namespace Holdfast.StateMachines;

/// <summary>
/// The id of keys in the key store of whoever runs a machine; never the keys. All members of a
/// cluster know the same keys by the same handle, so a state can be compared, logged and sent.
/// </summary>
/// <param name="Value">The id; 0 is none.</param>
public readonly record struct KeyHandle(ulong Value)
{
    /// <summary>No keys.</summary>
    public static KeyHandle None => default;

    /// <summary>Whether it stands for keys.</summary>
    public bool IsSome => Value != 0;

    /// <summary>The id, in hex.</summary>
    public override string ToString() => $"key {Value:x}";
}
