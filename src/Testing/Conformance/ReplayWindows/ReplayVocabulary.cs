using System.Globalization;

namespace Holdfast.Testing.Conformance.ReplayWindows;

/// <summary>What a receiver is set to.</summary>
/// <param name="Size">Packets in the window, RFC 4303 §3.4.3.</param>
/// <param name="IsExtended">Whether numbers have 64 bits, of which 32 are sent, §2.2.1.</param>
/// <param name="Floor">The highest number so far: it and all below count as accepted. 0 for a new
/// SA; above, the SA goes on from there.</param>
public sealed record ReplaySettings(int Size, bool IsExtended, ulong Floor = 0)
{
    /// <summary>Whether somebody forges packets in this case.</summary>
    internal bool HasForgeries { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"window of {Size}, {(IsExtended ? "extended numbers" : "32 bits")}, from {Floor} on");
}

/// <summary>What a receiver is told.</summary>
public abstract record ReplayTold
{
    private ReplayTold()
    {
    }

    /// <summary>A packet of the SA arrives.</summary>
    /// <param name="Sequence">The 32 bits in it.</param>
    /// <param name="Check">Its integrity check, which covers the number with all its bits.</param>
    public sealed record Packet(uint Sequence, IntegrityCheck Check) : ReplayTold;

    /// <summary>Time has passed; no receiver cares.</summary>
    public sealed record Tick : ReplayTold;
}

/// <summary>The integrity check of a packet, §3.4.4: a receiver asks it with the number that it
/// takes the packet for.</summary>
public sealed class IntegrityCheck
{
    internal IntegrityCheck(ulong number, bool isGenuine) => (Number, IsGenuine) =
        (number, isGenuine);

    internal ulong Number { get; }

    internal bool IsGenuine { get; }

    /// <summary>Whether the packet is genuine, and has this number.</summary>
    public bool Holds(ulong number) => IsGenuine && number == Number;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(IsGenuine ? "genuine" : "forged")} {Number}");
}

/// <summary>What a receiver says.</summary>
public enum ReplaySaid
{
    /// <summary>The packet is taken.</summary>
    Accepted,

    /// <summary>The packet is dropped.</summary>
    Dropped,
}
