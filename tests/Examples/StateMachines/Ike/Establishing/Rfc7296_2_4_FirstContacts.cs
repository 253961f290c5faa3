using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.4: of IKE SAs that both sides begin at once, what each side does with the
/// one and the other.</summary>
public sealed class Rfc7296_2_4_FirstContacts
{
    /// <summary>Each number is an SA, ours where it is above 0; each side has seen them come in an
    /// order of its own.</summary>
    [Theory]
    [InlineData(new[] { 1 }, new[] { -1 }, 1)]
    [InlineData(new[] { 1, 2 }, new[] { -1, -2 }, 2)]
    [InlineData(new[] { 2, 1 }, new[] { -2, -1 }, 1)]
    [InlineData(new[] { 1, -2 }, new[] { 2, -1 }, 1)]
    [InlineData(new[] { -2, 1 }, new[] { -1, 2 }, 1)]
    [InlineData(new[] { 2, -1 }, new[] { 1, -2 }, 1)]
    [InlineData(new[] { 3, 5, -4 }, new[] { -3, 4, -5 }, 4)]
    [InlineData(new[] { -4, 3, 5 }, new[] { -3, -5, 4 }, 4)]
    public void Both_sides_begin_what_is_missing_under_the_same_one(
        int[] ours, int[] theirs, int shared)
    {
        Assert.Equal(Id(shared), FirstContacts.Shared(Standing(ours)));
        Assert.Equal(Id(shared), FirstContacts.Shared(Standing(theirs)));
    }

    [Theory]
    [InlineData(IkeRole.Responder, true, false, true)]
    [InlineData(IkeRole.Initiator, true, false, false)]
    [InlineData(IkeRole.Responder, false, false, false)]
    [InlineData(IkeRole.Responder, true, true, false)]
    public void Ours_gives_way_to_what_brings_all_that_it_would_have_brought(
        IkeRole role, bool hasChild, bool wantsAddress, bool outdoes)
    {
        var child = new EstablishedChild(
            new(1), new(2), HandshakeCases.Child, new(HandshakeCases.AtMars, HandshakeCases.AtCarol),
            IsTransport: false, default);
        var made = new Established(
            Id(1), role, HandshakeCases.Suite, default, NatSides.None, HandshakeCases.Mars,
            HandshakeCases.Carol)
        {
            Child = hasChild ? child : null,
        };
        Assert.Equal(outdoes, FirstContacts.Outdoes(made, wantsAddress));
    }

    private static IkeSaId Id(int number) => new(new((ulong)Math.Abs(number)), new(7));

    private static Items<(IkeSaId Id, IkeRole Role)> Standing(int[] numbers) =>
    [
        .. numbers.Select(number => (
            Id(number), number > 0 ? IkeRole.Initiator : IkeRole.Responder)),
    ];
}
