using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// RFC 7296 §2.1 to §2.3 in every capture with IKEv2: strongSwan, libreswan, OpenIKED and
/// others. docs/machines/replays.md explains what differs.
/// </summary>
public sealed class MessageIdReplayTests
{
    [Fact]
    public void Every_ID_of_the_lab_is_the_one_that_the_machines_foretell()
    {
        var (sum, differences) = Replay(CaptureFile.Lab);
        Assert.Equal(new Sum(Sas: 78, Requests: 256, Responses: 252, Repeated: 9), sum);

        // IKE_AUTH came in fragments of IP, which this replay does not put together.
        Assert.Equal(
            [
                "lab/v2-rsa4096-nofrag-ipfragments.pcap packet 13: request 2; "
                    + "the machine says Seal { MessageId = 0 }",
                "lab/v2-rsa4096-nofrag-ipfragments.pcap packet 14: response 2; "
                    + "the machine says ",
            ],
            differences);
    }

    [PublicFact]
    public void Every_ID_of_the_public_captures_is_the_one_that_the_machines_foretell()
    {
        var (sum, differences) = Replay(CaptureFile.Public);
        Assert.Equal(new Sum(Sas: 102, Requests: 196, Responses: 177, Repeated: 0), sum);

        // A request in fragments of IP, and an IKE SA that is older than its capture.
        Assert.Equal(
            [
                "public/captures/ike/ndpi__ipsec_isakmp_esp.pcap packet 193: response 1; "
                    + "the machine says ",
                "public/captures/ike/ndpi__ipsec_isakmp_esp.pcap packet 194: request 2; "
                    + "the machine says Seal { MessageId = 1 }",
                "public/captures/ike/ndpi__ipsec_isakmp_esp.pcap packet 195: response 2; "
                    + "the machine says ",
                "public/captures/ike/ndpi__ipsec_isakmp_esp.pcap packet 196: request 3; "
                    + "the machine says Hold { }",
                "public/captures/ike/ndpi__ipsec_isakmp_esp.pcap packet 197: response 3; "
                    + "the machine says ",
                "public/captures/ike/wswiki__ipsec.cap packet 191: request 2; "
                    + "the machine says Seal { MessageId = 0 }",
                "public/captures/ike/wswiki__ipsec.cap packet 192: response 2; "
                    + "the machine says ",
            ],
            differences);
    }

    private static (Sum Sum, List<string> Differences) Replay(IEnumerable<CaptureFile> captures)
    {
        var sum = default(Sum);
        List<string> differences = [];
        foreach (var capture in captures)
        {
            var replay = MessageIdReplay.Of(capture.Path);
            sum = new(
                sum.Sas + replay.Sas,
                sum.Requests + replay.Requests,
                sum.Responses + replay.Responses,
                sum.Repeated + replay.Repeated);
            differences.AddRange(replay.Differences.Select(one => $"{capture.Name} {one}"));
        }

        return (sum, differences);
    }

    private readonly record struct Sum(int Sas, int Requests, int Responses, int Repeated);
}
