// Prints the schema by which the embedded API server reads and writes Kubernetes' protobuf: of every
// kind that it serves, and every message inside, each field's number, name in JSON and type.
// hack/protobuf-schema.sh runs it among the modules of the real control plane.
//
// The numbers and names are those of the Go types' own tags, which Kubernetes' generated.proto files and
// its JSON are made of.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"reflect"
	"sort"
	"strings"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// Kinds of no resource that requests and answers consist of.
var extra = []string{
	"v1 Status", "v1 DeleteOptions", "v1 Binding",
	"policy/v1 Eviction", "autoscaling/v1 Scale", "authentication.k8s.io/v1 TokenRequest",
	"authentication.k8s.io/v1 TokenReview", "authentication.k8s.io/v1 SelfSubjectReview",
	"authorization.k8s.io/v1 SubjectAccessReview", "authorization.k8s.io/v1 SelfSubjectAccessReview",
	"authorization.k8s.io/v1 LocalSubjectAccessReview",
	"authorization.k8s.io/v1 SelfSubjectRulesReview",
	"meta.k8s.io/v1 PartialObjectMetadata", "meta.k8s.io/v1 PartialObjectMetadataList",
}

// What is a value of its own in JSON, whatever its Go type.
var special = map[string]string{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":        "time",
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":   "micros",
	"k8s.io/apimachinery/pkg/api/resource.Quantity":    "quantity",
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString":  "int-or-string",
	"k8s.io/apimachinery/pkg/runtime.RawExtension":     "raw",
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":    "raw",
	"k8s.io/api/authentication/v1.ExtraValue":          "texts",
	"k8s.io/api/authorization/v1.ExtraValue":           "texts",
}

var messages = map[string][]string{}

func short(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	return strings.Join(parts[len(parts)-2:], "/") + "." + t.Name()
}

// Returns the type of a field's values, having noted the messages inside.
func typeOf(t reflect.Type, where string) string {
	if t.Kind() == reflect.Pointer {
		return typeOf(t.Elem(), where)
	}
	if name, ok := special[t.PkgPath()+"."+t.Name()]; ok {
		return name
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "flag"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "number"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + typeOf(t.Elem(), where)
	case reflect.Map:
		return "{}" + typeOf(t.Elem(), where)
	case reflect.Struct:
		note(t)
		return short(t)
	}
	log.Fatalf("%s: a field of %s, which this does not know", where, t)
	return ""
}

func note(t reflect.Type) {
	name := short(t)
	if _, done := messages[name]; done {
		return
	}
	messages[name] = nil
	var fields []string
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag, ok := field.Tag.Lookup("protobuf")
		if !ok || tag == "-" {
			continue // TypeMeta, which is in the envelope
		}
		number := strings.Split(tag, ",")[1]
		json := strings.Split(field.Tag.Get("json"), ",")
		kind := typeOf(field.Type, name+"."+field.Name)
		switch {
		case json[0] == "" && field.Anonymous:
			kind = "~" + kind
			json[0] = field.Name
		case field.Type.Kind() != reflect.Pointer && strings.Contains(strings.Join(json[1:], ","), "omitempty"):
			kind = "?" + kind
		}
		fields = append(fields, number+" "+json[0]+" "+kind)
	}
	messages[name] = fields
}

func wanted(resources string) []string {
	file, err := os.Open(resources)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	kinds := append([]string{}, extra...)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) > 3 && !strings.HasPrefix(words[0], "#") {
			kinds = append(kinds, words[0]+" "+words[3], words[0]+" "+words[3]+"List")
		}
	}
	sort.Strings(kinds)
	return kinds
}

func main() {
	known := scheme.Scheme
	utilruntime.Must(meta.AddMetaToScheme(known))
	utilruntime.Must(apiregistration.AddToScheme(known))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintln(out, "# Made by hack/protobuf-schema.sh. Kinds: apiVersion, kind, message.")
	for _, kind := range wanted(os.Args[1]) {
		words := strings.Fields(kind)
		version, err := schema.ParseGroupVersion(words[0])
		if err != nil {
			log.Fatal(err)
		}
		if version.Group == "apiextensions.k8s.io" {
			continue // unions in JSON, which are messages of their own in protobuf
		}
		if version.Group == "wardle.example.com" {
			continue // have tags, but the sample API server speaks no protobuf
		}
		object, err := known.New(version.WithKind(words[1]))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(out, words[0], words[1], messageOf(object))
	}
	fmt.Fprintln(out, "# Messages: number, name in JSON and type of each field. ~ its fields are the outer one's;")
	fmt.Fprintln(out, "# ? left out of JSON where it is empty; [] a list of these; {} these by a text.")
	names := make([]string, 0, len(messages))
	for name := range messages {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintln(out, name+": "+strings.Join(messages[name], ", "))
	}
}

func messageOf(object runtime.Object) string {
	t := reflect.TypeOf(object).Elem()
	note(t)
	return short(t)
}
