using Holdfast.Protocol;
using Holdfast.Simulation.Network;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I3: the cluster accepts no packet twice, beyond what the policy of its takeovers declares; I4: a
/// packet that is not authentic moves no window (RFC 4303 §3.4.3).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
internal sealed class AcceptedPackets(Verdicts verdicts)
{
    private readonly Dictionary<uint, NumberSet> _accepted = [];

    /// <summary>What the takeovers so far declared that may be accepted twice.</summary>
    public ulong Declared { get; set; }

    /// <summary>Packets accepted twice.</summary>
    public ulong Twice { get; private set; }

    /// <summary>A member has accepted a packet.</summary>
    public void Accepted(MemberBox member, Spi spi, ulong number)
    {
        if (!NoncesOnWire.Set(_accepted, spi.Value).Add(number) && ++Twice > Declared)
        {
            verdicts.Broken(
                "I3", $"{member.Name} accepts packet {number} under {spi} a second time");
        }
    }

    /// <summary>Packets that came as they were sent, and were refused as too old or as known,
    /// though nobody had accepted them.</summary>
    public long Missed { get; private set; }

    /// <summary>A member has refused a packet by its number.</summary>
    public void Refused(Spi spi, Frame frame, ulong number)
    {
        if (frame.Source == FrameSource.Box
            && !NoncesOnWire.Set(_accepted, spi.Value).Has(number))
        {
            Missed++;
        }
    }

    /// <summary>A member has judged a packet.</summary>
    /// <param name="member">The member.</param>
    /// <param name="spi">The SA.</param>
    /// <param name="frame">The packet.</param>
    /// <param name="right">The right edge of the window before.</param>
    /// <param name="rightThen">The right edge since.</param>
    public void Judged(MemberBox member, Spi spi, Frame frame, ulong right, ulong rightThen)
    {
        if (rightThen != right && frame.Source is FrameSource.Forgery or FrameSource.Damage)
        {
            verdicts.Broken(
                "I4",
                $"{member.Name} moves the window of {spi} from {right} to {rightThen} for a packet "
                + "that nobody sent so");
        }
    }

    /// <summary>I4: what the attacker sends, or the network damages, ages no SA: it is not accepted
    /// yet, if it ever is.</summary>
    /// <param name="member">The member.</param>
    /// <param name="spi">The SA.</param>
    /// <param name="frame">The packet.</param>
    /// <param name="octets">Octets that counted as received before.</param>
    /// <param name="octetsThen">Those that do since.</param>
    public void Aged(MemberBox member, Spi spi, Frame frame, ulong octets, ulong octetsThen)
    {
        if (octetsThen != octets && frame.Source
            is FrameSource.Forgery or FrameSource.Damage or FrameSource.Replay)
        {
            verdicts.Broken(
                "I4",
                $"{member.Name} counts {octetsThen - octets} octets under {spi} that nobody sent "
                + "so");
        }
    }
}
