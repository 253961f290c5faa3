namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// The room of all authentic packets that wait for a floor. While a standby is lost all tunnels
/// wait, for as long as it may count as synced: nobody takes more than is left for all others
/// together, and what all have together is let in in one turn, which may not keep Hellos waiting.
/// </summary>
internal sealed class WaitingRoom(
    long octetsMax = WaitingRoom.OctetsMax, int packetsMax = WaitingRoom.PacketsMax)
{
    /// <summary>Octets that may wait.</summary>
    public const long OctetsMax = 64 << 20;

    /// <summary>Packets that may wait.</summary>
    public const int PacketsMax = 16_384;

    /// <summary>Octets that wait.</summary>
    public long Octets { get; private set; }

    /// <summary>Packets that wait.</summary>
    public int Packets { get; private set; }

    /// <summary>Takes room for a packet; false: there is none, or who asks has enough.</summary>
    /// <param name="octets">What it takes.</param>
    /// <param name="has">What whoever asks has in it: packets and octets.</param>
    public bool TryTake(int octets, (int Packets, long Octets) has)
    {
        if (has.Packets >= packetsMax - Packets || has.Octets + octets > octetsMax - Octets)
        {
            return false;
        }

        Octets += octets;
        Packets++;
        return true;
    }

    /// <summary>Gives it back.</summary>
    public void Give(int octets)
    {
        Octets -= octets;
        Packets--;
    }
}
