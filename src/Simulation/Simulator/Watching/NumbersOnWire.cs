using Holdfast.Protocol;
using Holdfast.Protocol.Esp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I1b: no sequence number is sent twice under an SPI by one authority, and by no two where every
/// takeover knew everything and nobody went on alone; I5: none is 0, which is what follows the last
/// one (RFC 4303 §3.3.3).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
internal sealed class NumbersOnWire(Verdicts verdicts) : Onlooker
{
    private readonly Dictionary<(uint Spi, Epoch Epoch), NumberSet> _own = [];
    private readonly Dictionary<uint, NumberSet> _all = [];
    private readonly Dictionary<(uint Spi, Epoch Epoch), uint> _last = [];
    private readonly HashSet<(string Gateway, uint Spi)> _used = [];
    private readonly HashSet<(string Gateway, uint Spi)> _excused = [];
    private readonly HashSet<string> _divided = [];
    private readonly HashSet<string> _unsure = [];

    /// <summary>Numbers that two authorities used.</summary>
    public long OfTwo { get; private set; }

    /// <summary>The highest number that was sent to a peer under an SPI; 0: none.</summary>
    public ulong HighestOf(Spi spi) =>
        _all.TryGetValue(spi.Value, out var set) ? set.Highest ?? 0 : 0;

    /// <summary>A member of a gateway has taken over without knowing all.</summary>
    public void Unsure(string gateway) => _unsure.Add(gateway);

    /// <summary>Two members of a gateway let traffic pass, and one of them goes on alone: what they
    /// use till then, and until that is over, they may use twice.</summary>
    public void Divided(string gateway)
    {
        if (_divided.Add(gateway))
        {
            _excused.UnionWith(_used.Where(one => one.Gateway == gateway));
        }
    }

    /// <summary>At most one member of a gateway lets traffic pass: SPIs that are used from now on
    /// for the first time are excused no more.</summary>
    public void United(string gateway) => _divided.Remove(gateway);

    public override void Esp(MemberBox member, EspPacket packet)
    {
        var spi = packet.Spi.Value;
        var low = packet.SequenceNumber.Value;
        var key = (spi, member.Epoch);
        if (low == 0 && !member.IsExtended(packet.Spi))
        {
            verdicts.Broken("I5", $"{member.Name} sends sequence number 0 under {packet.Spi}");
            return;
        }

        var own = (member.Gateway.Name, spi);
        _used.Add(own);
        if (_divided.Contains(member.Gateway.Name))
        {
            _excused.Add(own);
        }

        // With 64 bits the wire has the lower half: the upper one grows where that one wraps.
        var number = Whole(key, low, member.IsExtended(packet.Spi));
        if (!NoncesOnWire.Set(_own, key).Add(number))
        {
            verdicts.Broken(
                "I1b", $"{member.Name} sends sequence number {number} again under {packet.Spi}");
        }

        if (!NoncesOnWire.Set(_all, spi).Add(number))
        {
            OfTwo++;
            if (!_unsure.Contains(member.Gateway.Name) && !_excused.Contains(own))
            {
                verdicts.Broken(
                    "I1b",
                    $"{member.Name} sends {number} under {packet.Spi}, which another one did");
            }
        }
    }

    private ulong Whole((uint, Epoch) key, uint low, bool isExtended)
    {
        if (!isExtended)
        {
            var before = _last.GetValueOrDefault(key);
            if (before > uint.MaxValue - 64 && low < 64)
            {
                verdicts.Broken("I5", $"sequence numbers begin again after {before}");
            }

            _last[key] = low;
            return low;
        }

        var highest = NoncesOnWire.Set(_own, key).Highest ?? low;
        var high = highest & 0xFFFF_FFFF_0000_0000;
        return high + low + ((uint)highest > 0xC000_0000 && low < 0x4000_0000 ? 1UL << 32 : 0);
    }
}
