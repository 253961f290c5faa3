using Holdfast.Protocol;
using Holdfast.Protocol.Esp;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I33: over all members and takeovers no more octets of ESP are sent under an SPI than its life
/// has (RFC 4301 §4.4.2.1).
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="lifeOf">The octets in the life of an SA; null: it has no bound.</param>
internal sealed class LivesOnWire(Verdicts verdicts, Func<Spi, ulong?> lifeOf) : Onlooker
{
    private readonly Dictionary<uint, ulong> _sent = [];

    public override void Esp(MemberBox member, EspPacket packet)
    {
        if (lifeOf(packet.Spi) is not { } life)
        {
            return;
        }

        var sent = _sent.GetValueOrDefault(packet.Spi.Value) + (ulong)packet.Octets.Length;
        _sent[packet.Spi.Value] = sent;
        if (sent > life)
        {
            verdicts.Broken(
                "I33",
                $"{member.Name} sends {sent} octets in all under {packet.Spi}, whose life has "
                + $"{life}");
        }
    }
}
