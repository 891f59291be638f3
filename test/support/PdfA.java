import java.io.File;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;

/** Prints what veraPDF has against files as PDF/A-2b: a line for each fault, with the file, the clause and its test, and what is wrong. */
class PdfA {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var foundry = Foundries.defaultInstance();
        var profile = profile();
        for (var file : files) {
            try (var parser = foundry.createParser(new File(file), PDFAFlavour.PDFA_2_B);
                    var validator = foundry.createValidator(profile, false)) {
                for (var found : validator.validate(parser).getTestAssertions()) {
                    if (found.getStatus() == TestAssertion.Status.PASSED) continue;
                    var rule = found.getRuleId();
                    System.out.println(String.join("\t", file, rule.getClause() + "-" + rule.getTestNumber(), found.getMessage().replaceAll("\\s+", " ")));
                }
            }
        }
        System.out.println("checked " + files.length + " by " + profile.getRules().size() + " rules");
    }

    /** The jar has the profile, but not the library that veraPDF reads it with. */
    private static ValidationProfile profile() throws Exception {
        var rules = new HashSet<Rule>();
        var variables = new HashSet<Variable>();
        try (var xml = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/PDFA-2B.xml")) {
            var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
            var found = document.getElementsByTagName("rule");
            for (int index = 0; index < found.getLength(); index++) {
                var rule = (Element) found.item(index);
                var id = (Element) rule.getElementsByTagName("id").item(0);
                rules.add(
                        Profiles.ruleFromValues(
                                Profiles.ruleIdFromValues(
                                        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                                        id.getAttribute("clause"),
                                        Integer.parseInt(id.getAttribute("testNumber"))),
                                rule.getAttribute("object"),
                                Boolean.valueOf(rule.getAttribute("deferred")),
                                "",
                                textOf(rule, "description"),
                                textOf(rule, "test"),
                                Profiles.errorFromValues(textOf(rule, "message"), List.of()),
                                List.of()));
            }
            var kept = document.getElementsByTagName("variable");
            for (int index = 0; index < kept.getLength(); index++) {
                var variable = (Element) kept.item(index);
                variables.add(
                        Profiles.variableFromValues(
                                variable.getAttribute("name"),
                                variable.getAttribute("object"),
                                textOf(variable, "defaultValue"),
                                textOf(variable, "value")));
            }
        }
        var details = Profiles.profileDetailsFromValues("PDF/A-2b", "", "veraPDF", new Date(0));
        return Profiles.profileFromValues(PDFAFlavour.PDFA_2_B, details, "", rules, variables);
    }

    private static String textOf(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }
}
