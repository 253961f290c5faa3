namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// The octets of all authentic packets that wait for a floor. While a standby is lost all tunnels
/// wait, for as long as it may count as synced: each may have many packets, all of them together
/// no more than this.
/// </summary>
internal sealed class WaitingRoom(long octetsMax = WaitingRoom.OctetsMax)
{
    /// <summary>Octets that may wait.</summary>
    public const long OctetsMax = 64 << 20;

    /// <summary>Octets that wait.</summary>
    public long Octets { get; private set; }

    /// <summary>Takes room for a packet; false: there is none.</summary>
    public bool TryTake(int octets)
    {
        if (octets > octetsMax - Octets)
        {
            return false;
        }

        Octets += octets;
        return true;
    }

    /// <summary>Gives it back.</summary>
    public void Give(int octets) => Octets -= octets;
}
