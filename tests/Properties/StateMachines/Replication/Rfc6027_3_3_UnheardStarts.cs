using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3 with three members of which some count as switched off (I1a): no reign comes twice
/// under the same keys, whoever was given them, and whoever has not heard of it (docs/adr/0033).
/// </summary>
public sealed class Rfc6027_3_3_UnheardStarts
{
    private const int Runs = 300;

    [Fact]
    public void No_reign_comes_twice_though_starts_were_given_the_keys_unheard() =>
        ForAll.Cases(Runs, UnheardHistory.Draw, history =>
        {
            var twice = history.Play();
            Assert.True(twice.Length == 0, $"{twice}\n{history}");
        });

    /// <summary>As it was: whoever answers answers for the start before it, too.</summary>
    [Fact]
    public void A_member_that_takes_any_start_for_the_one_on_record_is_seen() =>
        Assert.ThrowsAny<Exception>(() => ForAll.Cases(
            Runs, UnheardHistory.Draw, history => Assert.Empty(history.Play(TakesAnyStart))));

    private static SyncMessage TakesAnyStart(MemberGroup group, int to, SyncMessage message) =>
        message is SyncMessage.Acknowledgement answer && group.PhaseOf(to) == "Promoting"
            && group.Alive.Where(at => group.ConfigOf(at).Settings.Start.Boot == answer.Boot)
                .Select(at => group[to]!.Replica.Sas.Members.Find((byte)(at + 1)))
                .FirstOrDefault() is { } known
            ? answer with { Boot = known.Boot }
            : message;
}
