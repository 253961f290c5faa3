using Holdfast.Codec.Generator.Model;
using Holdfast.Codec.Generator.Parse;
using Holdfast.Codec.Generator.Validate.Rules;

namespace Holdfast.Codec.Generator.Validate;

/// <summary>WIRE040 to 042 and 044 to 046: chains, links and tags.</summary>
internal static class ChainChecks
{
    public static IEnumerable<Problem> Check(WireDraft draft) =>
        Firsts(draft).Concat(Chains(draft)).Concat(Links(draft)).Concat(Tags(draft));

    private static IEnumerable<Problem> Firsts(WireDraft draft)
    {
        foreach (var field in draft.Fields.Where(field => field.Model.First != ""))
        {
            var chain = draft.Find(field.Model.First);
            var isBehind = field.Kind == FieldKind.Tag
                || field.Model.Trailer
                || chain?.Index > field.Index;
            if (chain?.Kind != FieldKind.Chain || !isBehind)
            {
                yield return Problem.At(
                    Places.Of(field, "First", 0),
                    ChainRules.FirstNoChain,
                    field.Name,
                    field.Model.First);
            }
        }
    }

    private static IEnumerable<Problem> Chains(WireDraft draft)
    {
        foreach (var chain in draft.Fields.Where(field => field.Kind == FieldKind.Chain))
        {
            var firsts = draft.Fields.Count(field => field.Model.First == chain.Name);
            if (firsts != 1)
            {
                var how = firsts == 0 ? "no" : "more than one";
                yield return Problem.At(
                    Places.Of(chain), ChainRules.ChainWithoutFirst, chain.Name, how);
            }

            if (TypeReader.IsWire(chain.Element) && !chain.Model.Element!.IsLink)
            {
                var lacks = chain.Model.Element.TagType == "" ? "[Tag]" : "[Next]";
                yield return Problem.At(
                    Places.Of(chain), ChainRules.NotALink, chain.Element!.Name, lacks);
            }
        }
    }

    private static IEnumerable<Problem> Links(WireDraft draft)
    {
        if (draft.Model.IsLinkSum)
        {
            foreach (var one in draft.Cases)
            {
                if (TypeReader.IsWire(one.Type) && !LinkSums.HasNext(one.Type!))
                {
                    yield return Problem.At(
                        Places.Of(one.Attribute, 1),
                        ChainRules.NotALink,
                        one.Model.Type.Name,
                        "[Next]");
                }
            }
        }
        else if (Words.One(draft.Type, "Until") is { } until
            && draft.Fields.All(field => !field.Model.IsNext))
        {
            yield return Problem.At(
                Places.Of(until), ChainRules.UntilWithoutNext, draft.Type.Name);
        }
    }

    private static IEnumerable<Problem> Tags(WireDraft draft)
    {
        foreach (var word in new[] { "Tag", "Next", "More" })
        {
            foreach (var second in draft.Fields.Where(field => field.Has(word)).Skip(1))
            {
                yield return Problem.At(
                    Places.Of(second, word),
                    ChainRules.TagTwice,
                    second.Name,
                    word,
                    draft.Type.Name);
            }
        }

        foreach (var field in draft.Fields)
        {
            if (field.Kind is FieldKind.Struct or FieldKind.Many
                && field.Model.Element is { TagType: not "" } element)
            {
                yield return Problem.At(
                    Places.Of(field), ChainRules.TagNowhere, element.Name, field.Name);
            }
        }

        // A sum of links hands its tag on; any other sum has used it up.
        var cases = draft.Fields.SelectMany(field => field.Cases)
            .Concat(draft.Model.IsLinkSum ? [] : draft.Cases);
        foreach (var one in cases.Where(one => one.Model.Type.TagType != ""))
        {
            yield return Problem.At(
                Places.Of(one.Attribute, 1),
                ChainRules.TagNowhere,
                one.Model.Type.Name,
                one.Model.Name);
        }
    }
}
