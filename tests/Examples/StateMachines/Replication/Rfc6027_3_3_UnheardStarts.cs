using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using static Holdfast.Tests.Properties.StateMachines.Replication.MemberGroup;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3: no reign comes twice where a member that counts as switched off has started anew,
/// was given the keys, and nobody who reigns has heard of it (docs/adr/0033).
/// </summary>
public sealed class Rfc6027_3_3_UnheardStarts
{
    private const int Alice = 0;
    private const int Moon = 1;
    private const int Dave = 2;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Moon is switched off, and alice is told. Moon starts anew, takes what dave knows, and gives
    /// up; dave dies. Alice reigns on, beyond all that moon has heard of, dies, and comes back
    /// without her store, to moon.
    /// </summary>
    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void A_start_without_its_store_joins_one_that_was_given_the_keys_unheard(
        SoloPolicy policy)
    {
        var group = Reigning(3, _ => Settings(policy));
        var nonces = new NoncesOfMembers(group);
        SwitchOff(group, Moon, Alice);
        group.Part(at => at == Alice);
        TakesFromDave(group);
        group.Do(Moon, new Input.Authority(false));
        Assert.NotEmpty(group[Moon]!.Replica.Sas.Keys());

        group.Crash(Dave);
        ReignsUnseen(group);
        Assert.True(group[Alice]!.Seen.Epoch.Reign > group[Moon]!.Seen.Epoch.Reign + 16);

        group.Crash(Alice);
        group.Crash(Dave);
        group.Heal();
        group.Restart(Alice, Epoch.None);
        group.Restart(Dave, Epoch.None);
        var before = nonces.Begun.Count;
        GoesBetween(group, Moon, Dave, Alice);

        Assert.Empty(nonces.Twice);
        Assert.DoesNotContain(nonces.Begun.Skip(before), reign => reign.HasKeys);
    }

    /// <summary>Whoever was on record when those keys were last told of has not started anew.
    /// </summary>
    [Fact]
    public void Where_the_starts_on_record_answer_a_new_start_reigns_with_what_it_was_given()
    {
        var group = Reigning(3, _ => Settings(SoloPolicy.AvailabilityFirst));
        var nonces = new NoncesOfMembers(group);
        group.Crash(Moon);
        group.Do(Alice, new Input.Authority(false));
        TakesFromDave(group);
        group.Run(Second);

        Assert.Equal([(new Epoch(18, Moon + 1), true)], nonces.Begun);
        Assert.Empty(nonces.Twice);
    }

    // With short tails dave's knowledge comes as a snapshot, which has an age: what came by a tail
    // has none once the claim is given up, and nobody reigns with it.
    private static SaReplication.Settings Settings(SoloPolicy policy) =>
        Fast(CommitRule.All) with { Solo = policy, TailMax = 2, OpenMax = 2 };

    private static void SwitchOff(MemberGroup group, int who, int told)
    {
        var boot = group.ConfigOf(who).Settings.Start.Boot;
        group.Crash(who);
        group.Do(told, new Input.FenceConfirmed((byte)(who + 1), boot, IsOff: true));
    }

    // Moon starts anew, claims a reign, and is told what dave knows.
    private static void TakesFromDave(MemberGroup group)
    {
        group.Restart(Moon, Epoch.None);
        group.Do(Moon, new Input.Authority(true));
        group.Run(group.ConfigOf(Moon).Settings.SilentAfter);
    }

    // Each start of dave that joins moves the reigns on, and all that alice waits for is dave.
    private static void ReignsUnseen(MemberGroup group)
    {
        group.Part(at => at == Moon);
        for (var i = 0; i < 3; i++)
        {
            group.Crash(Dave);
            group.Restart(Dave, Epoch.None);
            group.Run(2 * Second);
        }

        for (var i = 0; i < 4; i++)
        {
            HandOver(group, Alice, Dave);
            HandOver(group, Dave, Alice);
        }
    }

    private static void GoesBetween(MemberGroup group, params int[] members)
    {
        group.Do(members[0], new Input.Authority(true));
        group.Run(2 * Second);
        for (var i = 0; i < 30; i++)
        {
            HandOver(group, members[i % members.Length], members[(i + 1) % members.Length]);
        }
    }

    private static void HandOver(MemberGroup group, int from, int to)
    {
        group.Do(from, new Input.Authority(false));
        group.Settle();
        group.Do(to, new Input.Authority(true));
        group.Run(Second);
    }
}
