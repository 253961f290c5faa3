using System.Security.Cryptography;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Running;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>A tunnel that leads nowhere: what it makes is what a peer would make.</summary>
public sealed class Rehearsed
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    /// <summary>With additional key exchanges it has pieces in both directions, RFC 7383.</summary>
    [Theory]
    [InlineData("x25519")]
    [InlineData("x25519-mlkem768")]
    [InlineData("x25519-mlkem1024-ecp384")]
    public void A_handshake_with_oneself_makes_both_SAs_and_the_answer(string exchanges)
    {
        Assert.True(IkeResponder.Config.TryCreate(
            new() { Suites = IkeProposals.SuitesOf([exchanges]) }, out var config, out _));
        var facts = IpsecRehearsal.Play(config, Provider, RandomNumberGenerator.Fill);

        var up = Assert.IsType<Change.IkeUp>(facts[0]).Sa;
        var child = Assert.IsType<Change.ChildUp>(facts[1]).Sa;
        Assert.Equal(up.Id, child.Ike);
        Assert.True(up.Keys.IsSome && child.Keys.IsSome && up.Keys != child.Keys);
        var answer = Assert.IsType<Change.ResponseSent>(facts[2]).Message;
        Assert.NotEmpty(answer.Octets);
        Assert.Equal((uint)exchanges.Split('-').Length, answer.Id);
    }

    [Fact]
    public void A_member_that_rehearses_grants_the_numbers_of_it()
    {
        Assert.True(IkeResponder.Config.TryCreate(new(), out var config, out _));
        var facts = IpsecRehearsal.Play(config, Provider, RandomNumberGenerator.Fill);
        var text = File.ReadAllBytes(ToolRun.File("samples/clusters/alice.json"));
        Assert.True(ClusterMemberJson.TryRead(text, out var member, out _));

        var played = Rehearsal.Play(member, Instant.FromMilliseconds(1), facts);
        var child = Assert.Single(played.Replication.Replica.Sas.Children);
        Assert.Equal((64u, 64u), (child.SentThrough, child.Floor));
    }
}
