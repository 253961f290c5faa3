using Holdfast.Testing.Conformance.Replication;

namespace Holdfast.Tests.Properties.Testing.Conformance.Replication;

/// <content>The CHILD SAs that it makes: an offer is known to both before it leaves, and the CHILD
/// SA when the peer has taken it.</content>
internal sealed partial class ForeignMember
{
    private IReadOnlyList<MemberSaid> Offer(TimeSpan now, int child) => Commit(
        now,
        mistake switch
        {
            MemberMistake.TellsChildrenWithTheOffer =>
                _known with { Children = _known.Children.Add(child) },
            MemberMistake.ForgetsThatItOffers => _known,
            _ => _known with { Offers = _known.Offers.Add(child) },
        },
        new MemberSaid.Offer(child),
        mistake == MemberMistake.OffersChildrenBeforeTheyAreKnown);

    private IReadOnlyList<MemberSaid> OnChild(TimeSpan now, int child, bool isMade)
    {
        var isTold = mistake == MemberMistake.TellsChildrenWithTheOffer;
        if (isTold && !isMade)
        {
            return Share(now, _known with
            {
                Children = [.. _known.Children.Where(one => one != child)],
            });
        }

        if (isTold || (!_known.Offers.Contains(child)
            && (mistake != MemberMistake.ForgetsThatItOffers || _isAlone)))
        {
            return [];
        }

        return Share(now, _known with
        {
            Offers = [.. _known.Offers.Where(one => one != child)],
            Children = isMade || mistake == MemberMistake.KeepsChildrenThatAreRefused
                ? _known.Children.Add(child) : _known.Children,
        });
    }
}
