using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Scenarios.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The secrets of tokens in the store of a member: they outlive a crash, RFC 6290 §5.1. An older
/// store lacks the newest one.
/// </summary>
internal sealed class TokenSecrets
{
    private readonly List<(KeyHandle Handle, Secret Secret)> _all = [];

    /// <summary>All of them, the newest first.</summary>
    public IEnumerable<KeyHandle> Handles => _all.Select(one => one.Handle);

    /// <summary>That of a handle; null: it is not here.</summary>
    public Secret? Of(KeyHandle handle) =>
        _all.Find(one => one.Handle == handle).Secret;

    /// <summary>A newer one; false: it is here.</summary>
    public bool Add(KeyHandle handle, ReadOnlySpan<byte> octets)
    {
        if (Of(handle) is not null)
        {
            return false;
        }

        _all.Insert(0, (handle, new(octets)));
        return true;
    }

    public void Forget(KeyHandle handle)
    {
        Of(handle)?.Dispose();
        _all.RemoveAll(one => one.Handle == handle);
    }

    /// <summary>The member starts, with what is left of its store.</summary>
    public void Restart(StoreFate fate)
    {
        var lost = fate switch
        {
            StoreFate.Kept => 0,
            StoreFate.Older => Math.Min(1, _all.Count),
            StoreFate.Lost => _all.Count,
        };
        foreach (var handle in Handles.Take(lost).ToArray())
        {
            Forget(handle);
        }
    }
}
