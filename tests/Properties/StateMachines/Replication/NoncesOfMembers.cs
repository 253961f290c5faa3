using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// Watches that no member uses keys twice in one reign (I1a): a nonce is member, reign and a
/// counter that begins anew, so that two reigns of one number are each nonce twice.
/// </summary>
internal sealed class NoncesOfMembers
{
    private readonly Dictionary<(Epoch, KeyHandle), BootId> _used = [];
    private readonly MemberGroup _group;

    public NoncesOfMembers(MemberGroup group)
    {
        _group = group;
        foreach (var at in group.Alive.Where(at => group[at]!.Role is Role.Active))
        {
            Use(at, group[at]!.Seen.Epoch);
        }

        group.OnOutput += (at, output) =>
        {
            if (output is Output.Reign reign)
            {
                Begun.Add((reign.Takeover.Epoch, Use(at, reign.Takeover.Epoch)));
            }
        };
    }

    /// <summary>The reigns that began, and whether with keys from before.</summary>
    public List<(Epoch Epoch, bool HasKeys)> Begun { get; } = [];

    /// <summary>What was used twice.</summary>
    public List<string> Twice { get; } = [];

    private bool Use(int at, Epoch epoch)
    {
        var boot = _group.ConfigOf(at).Settings.Start.Boot;
        var keys = _group[at]!.Replica.Sas.Keys().ToArray();
        foreach (var key in keys)
        {
            if (!_used.TryAdd((epoch, key), boot))
            {
                Twice.Add($"{epoch} by {_used[(epoch, key)]} and by {boot}, key {key.Value}");
            }
        }

        return keys.Length > 0;
    }
}
