namespace Holdfast.StateMachines.Ike;

/// <summary>
/// The ports of a traffic selector, both ends included, RFC 7296 §3.13.1; for ICMP type and code.
/// </summary>
/// <param name="First">The smallest port.</param>
/// <param name="Last">The largest port.</param>
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>Every port, and packets whose port cannot be seen, RFC 4301 §4.4.1.1.</summary>
    public static PortRange Any => new(0, ushort.MaxValue);

    /// <summary>Packets alone whose port cannot be seen: OPAQUE, §3.13.1.</summary>
    public static PortRange Opaque => new(ushort.MaxValue, 0);

    /// <summary>One port.</summary>
    public static PortRange Of(ushort port) => new(port, port);

    /// <summary>Whether it does not end before it begins, or is OPAQUE.</summary>
    public bool IsValid => First <= Last || this == Opaque;

    /// <summary>What both have in common; null: nothing.</summary>
    public PortRange? Meet(PortRange other)
    {
        if (this == Any || this == other)
        {
            return other;
        }

        if (other == Any)
        {
            return this;
        }

        // OPAQUE is beside every port: of ranges only ANY has it too.
        if (this == Opaque || other == Opaque)
        {
            return null;
        }

        PortRange both = new(Math.Max(First, other.First), Math.Min(Last, other.Last));
        return both.First <= both.Last ? both : null;
    }

    /// <summary>"any", "opaque", "443" or "1-1024".</summary>
    public override string ToString() =>
        this == Any ? "any" : this == Opaque ? "opaque"
        : First == Last ? $"{First}" : $"{First}-{Last}";
}
