using Holdfast.Protocol.Esp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I27: nobody acts in an epoch after a record of a higher one has reached it. What reached it is
/// read off the records themselves.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
internal sealed class OldEpoch(Verdicts verdicts) : Onlooker
{
    private readonly Dictionary<string, Epoch> _heard = [];

    /// <summary>A member starts anew: what it heard before it has forgotten.</summary>
    public void Started(MemberBox member) => _heard.Remove(member.Name);

    /// <summary>A record has reached a member.</summary>
    public void Heard(MemberBox member, SyncMessage message)
    {
        var epoch = EpochOf(message);
        if (epoch > _heard.GetValueOrDefault(member.Name))
        {
            _heard[member.Name] = epoch;
        }
    }

    public override void Esp(MemberBox member, EspPacket packet)
    {
        if (member.Epoch < _heard.GetValueOrDefault(member.Name))
        {
            verdicts.Broken(
                "I27",
                $"{member.Name} sends ESP in {member.Epoch}, and {_heard[member.Name]} is known");
        }
    }

    private static Epoch EpochOf(SyncMessage message) => message switch
    {
        SyncMessage.Hello one => one.Seen.Epoch,
        SyncMessage.Heartbeat one => one.Reign.Epoch,
        SyncMessage.Acknowledgement one => one.Reign.Epoch,
        SyncMessage.Fact one => one.Reign.Epoch,
        SyncMessage.SnapshotBegin one => one.Reign.Epoch,
        SyncMessage.SnapshotPart one => one.Reign.Epoch,
        SyncMessage.SnapshotEnd one => one.Reign.Epoch,
        SyncMessage.DigestReport one => one.Reign.Epoch,
        SyncMessage.RepairAfter one => one.Reign.Epoch,
        SyncMessage.RepairPart one => one.Reign.Epoch,
        SyncMessage.RepairAll one => one.Reign.Epoch,
        SyncMessage.Fence one => one.Seen.Epoch,
        SyncMessage.Release one => one.Reign.Epoch,
        SyncMessage.Orphans one => one.Reign.Epoch,
    };
}
