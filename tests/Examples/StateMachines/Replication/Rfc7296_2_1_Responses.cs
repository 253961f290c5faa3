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

    private static IEnumerable<Octets> Sent(MemberPair pair, int member) => pair.Outputs[member]
        .OfType<Output.Transmit>().Where(sent => sent.IsResponse)
        .SelectMany(sent => sent.Octets.AsEnumerable());
}
