namespace Holdfast.Simulation.Network;

/// <summary>The ports from which somebody opens connections, one after the other: behind the last
/// one the first is next, and one that is in use is passed over.</summary>
internal sealed class StreamPorts
{
    /// <summary>The first of them.</summary>
    public const ushort First = 40_000;

    private ushort _next = First;

    /// <summary>The next one; null: all are in use.</summary>
    public ushort? Next(Func<ushort, bool> isUsed)
    {
        for (var tries = 0; tries <= ushort.MaxValue - First; tries++)
        {
            var port = _next;
            _next = port == ushort.MaxValue ? First : (ushort)(port + 1);
            if (!isUsed(port))
            {
                return port;
            }
        }

        return null;
    }
}
