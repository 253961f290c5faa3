using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>RFC 7296 §2.1 over members: a request that comes again has the same response.</summary>
public sealed class Rfc7296_2_1_Responses
{
    private static readonly Octets Response = Octets.FromHex("0102");
    private static readonly Input Again =
        new Input.RequestRepeated(MemberPair.Sa.Id, new(MemberPair.Sa.NextExpected));

    [Fact]
    [Requirement("RFC7296-2.1-c")]
    [Requirement("RFC6027-3.3-a")]
    public void A_response_is_repeated_once_a_standby_has_it_and_by_that_standby_too()
    {
        var pair = MemberPair.Reigning();
        pair.Do(0, Again);
        Assert.Empty(Sent(pair, 0));

        pair.Do(0, new Input.Propose(
            2,
            [
                new Change.ResponseSent(
                    MemberPair.Sa.Id, new(MemberPair.Sa.NextExpected, [], KeyHandle.None)),
            ],
            new InnerPayloadsValue(), new(11)));
        pair.Do(0, new Input.Sealed(2, [Response]));
        pair.Do(0, Again);
        Assert.Empty(Sent(pair, 0));

        pair.Settle();
        Assert.Equal([Response], Sent(pair, 0));
        pair.Clear();
        pair.Do(0, Again);
        Assert.Equal([Response], Sent(pair, 0));

        // A standby says nothing; once it reigns, it says the same.
        pair.Do(1, Again);
        Assert.Empty(Sent(pair, 1));
        pair.Crash(0);
        pair.Run(TimeSpan.FromSeconds(1));
        pair.Do(1, new Input.Authority(true));
        pair.Do(1, Again);
        Assert.Equal([Response], Sent(pair, 1));
        pair.Do(1, new Input.RequestRepeated(MemberPair.Sa.Id, new(99)));
        Assert.Equal([Response], Sent(pair, 1));
    }

    /// <summary>
    /// The peer rekeys the IKE SA (§2.18), the response is lost, and it repeats its request over
    /// the old one: until its Delete comes, whoever reigns says the same again.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Requirement("RFC7296-2.1-c")]
    [Requirement("RFC7296-2.18-b")]
    public void The_response_that_rekeyed_an_IKE_SA_is_repeated_over_the_old_one(bool isTakenOver)
    {
        var pair = MemberPair.Reigning();
        Rekey(pair);
        Assert.Equal([Response], Sent(pair, 0));
        var reigning = isTakenOver ? 1 : 0;
        if (isTakenOver)
        {
            TakeOver(pair);
        }

        pair.Clear();
        pair.Do(reigning, Again);
        Assert.Equal([Response], Sent(pair, reigning));

        // The CHILD SAs are the new one's; the keys of the old one stay for the Delete.
        var sas = pair[reigning].Replica.Sas;
        Assert.Equal([MemberPair.Child.Inbound], sas.Ikes.Find(New.Key)!.Children);
        Assert.Empty(sas.Ikes.Find(MemberPair.Sa.Key)!.Children);
        Assert.DoesNotContain(
            pair.Outputs.SelectMany(one => one), output => output is Output.Forget);

        pair.Do(reigning, new Input.Propose(
            9, [new Change.IkeDown(MemberPair.Sa.Id)], null, KeyHandle.None));
        pair.Settle();
        Assert.Equal(
            [MemberPair.Sa.Keys],
            pair.Outputs[reigning].OfType<Output.Forget>().Select(gone => gone.Key));
        Assert.Equal([New.Key], pair[reigning].Replica.Sas.Ikes.Select(ike => ike.Key));
    }

    /// <summary>
    /// Whoever may have missed a message uses no ID of the old IKE SA, and does not bring it back:
    /// it is gone, and its keys too.
    /// </summary>
    [Fact]
    [Requirement("RFC7296-2.18-b")]
    public void A_rekeyed_IKE_SA_whose_IDs_are_in_doubt_is_not_synchronised_but_gone()
    {
        var pair = MemberPair.Reigning();
        Rekey(pair);
        pair.Run(pair.Config.Settings.SyncedFor, isCut: true);
        Assert.Equal("Stale", pair.PhaseOf(1));
        pair.Clear();
        TakeOver(pair);

        var takeover = Assert.Single(pair.Outputs[1].OfType<Output.Reign>()).Takeover;
        Assert.Equal([New.Id], takeover.Ikes.Select(plan => plan.Ike));
        Assert.Equal([New.Key], pair[1].Replica.Sas.Ikes.Select(ike => ike.Key));
        Assert.Equal(
            [MemberPair.Sa.Keys],
            pair.Outputs[1].OfType<Output.Forget>().Select(gone => gone.Key));
    }

    private static readonly IkeSa New = MemberPair.Sa with
    {
        Id = new(new(0x111), new(0x222)),
        Keys = new(21),
        NextRequest = 0,
        NextExpected = 0,
    };

    private static void Rekey(MemberPair pair)
    {
        pair.Do(0, new Input.Propose(
            2,
            [
                new Change.ResponseSent(
                    MemberPair.Sa.Id, new(MemberPair.Sa.NextExpected, [], KeyHandle.None)),
                new Change.IkeRekeyed(MemberPair.Sa.Id, New),
            ],
            new InnerPayloadsValue(), new(11)));
        pair.Do(0, new Input.Sealed(2, [Response]));
        pair.Settle();
    }

    private static void TakeOver(MemberPair pair)
    {
        pair.Crash(0);
        pair.Run(TimeSpan.FromSeconds(1));
        pair.Do(1, new Input.Authority(true));
        pair.Run(TimeSpan.FromSeconds(1));
    }

    private static IEnumerable<Octets> Sent(MemberPair pair, int member) => pair.Outputs[member]
        .OfType<Output.Transmit>().Where(sent => sent.IsResponse)
        .SelectMany(sent => sent.Octets.AsEnumerable());
}
